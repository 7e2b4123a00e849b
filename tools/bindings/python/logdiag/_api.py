"""Rules, scanners and reports as Python has them; each frees its C object when it
is collected."""
from __future__ import annotations

import ctypes
import functools
import itertools
import os
import threading
from typing import Any, Dict, Iterable, Iterator, Optional, Tuple, Union

from . import _native as c
from ._data import Finding, Rule, decoded, finding_of, rule_of

Log = Union[str, bytes, bytearray, memoryview]
Path = Union[str, "os.PathLike[str]"]

INPUTS = ("auto", "plain", "github", "gh", "gitlab", "jenkins", "azure", "circleci", "travis",
          "buildkite", "bitbucket", "teamcity", "taskcluster")
_PIECE = 1 << 20  # bytes
_SCAN_OPTIONS = {"input": 1, "max_findings": 2, "max_line": 3, "context": 4}
_RENDER_OPTIONS = {"color": (32, 0), "hyperlinks": (33, 0), "all": (34, 0), "redact": (35, 1),
                   "statistics": (36, 0), "width": (37, 80), "max_shown": (38, 0)}


class Error(Exception):
    """What logdiag refused or could not do."""


class RulesError(Error):
    """Rules were refused; `problems` says which and why, one text each."""

    def __init__(self, problems: Tuple[str, ...]) -> None:
        super().__init__("\n".join(problems) or "there are no rules")
        self.problems = problems


def _checked(status: int) -> None:
    if status < 0:
        raise Error(c.status_text(status).decode())


class Rules:
    """Compiled rules: the built-in ones, then those of files, directories and
    JSON texts. Never changes; may be shared by threads."""

    def __init__(self, *paths: Path, builtin: bool = True, texts: Iterable[str] = ()) -> None:
        self._handle: Any = None
        builder = c.builder_new()
        try:
            if builtin:
                _checked(c.builder_add_builtin(builder))
            for path in paths:
                if c.builder_add_path(builder, os.fsencode(path)) == c.E_IO:
                    raise OSError(f"{os.fspath(path)}: rules could not be read")
            for number, text in enumerate(texts, 1):
                data = text.encode()
                c.builder_add_json(builder, data, len(data), f"text {number}".encode())
            problems = itertools.takewhile(
                lambda problem: problem is not None,
                (c.builder_problem(builder, i) for i in itertools.count()))
            refused = tuple(map(decoded, problems))
            handle = ctypes.c_void_p()
            if refused or c.builder_build(builder, ctypes.byref(handle)) != c.OK:
                raise RulesError(refused)
            self._handle = handle
        finally:
            c.builder_free(builder)

    def __del__(self, free: Any = c.rules_free) -> None:
        free(self._handle)

    def __len__(self) -> int:
        return int(c.rules_count(self._handle))

    def __iter__(self) -> Iterator[Rule]:
        return (rule_of(c.rules_at(self._handle, i)) for i in range(len(self)))

    def __contains__(self, rule_id: str) -> bool:
        return c.rules_find(self._handle, rule_id.encode()) is not None

    def __getitem__(self, rule_id: str) -> Rule:
        found = c.rules_find(self._handle, rule_id.encode())
        if found is None:
            raise KeyError(rule_id)
        return rule_of(found)


class Report:
    """What was found, most likely cause first: a sequence of findings."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self._lock = threading.Lock()

    def __del__(self, free: Any = c.report_free) -> None:
        free(self._handle)

    @functools.cached_property
    def findings(self) -> Tuple[Finding, ...]:
        with self._lock:
            return tuple(finding_of(c.report_at(self._handle, i))
                         for i in range(c.report_count(self._handle)))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __getitem__(self, index: int) -> Finding:
        return self.findings[index]

    @property
    def worth_a_retry(self) -> bool:
        return bool(c.report_worth_a_retry(self._handle))

    def render(self, format: str = "text", lang: str = "en", **options: int) -> str:
        """In one of formats(). Options: color, hyperlinks, all, redact, statistics,
        width, max_shown; each as in logdiag.h."""
        unknown = options.keys() - _RENDER_OPTIONS
        if unknown:
            raise TypeError(f"no such option of rendering: {', '.join(sorted(unknown))}")
        with self._lock:
            for name, (option, default) in _RENDER_OPTIONS.items():
                _checked(c.report_set(self._handle, option, options.get(name, default)))
            text = c.report_render(self._handle, format.encode(), lang.encode())
        if text is None:
            raise ValueError(f"no such format: {format}; there are {', '.join(formats())}")
        return decoded(text)

    def json(self) -> Dict[str, Any]:
        """The report of `logdiag --format json` as Python has it."""
        import json  # here, as most programs have no use for it
        value: Dict[str, Any] = json.loads(self.render("json"))
        return value


class Scanner:
    """Reads a log in pieces. As a context manager it ends the log, and `report`
    is there afterwards:

        with Scanner() as scanner:
            for piece in pieces:
                scanner.feed(piece)
                for finding in scanner:   # certain by now
                    ...
        print(scanner.report.render())

    Options: input (one of INPUTS), max_findings, max_line, context."""

    def __init__(self, rules: Optional[Rules] = None, *, source: str = "",
                 **options: Union[int, str]) -> None:
        self._handle = c.scanner_new((rules or _builtin())._handle)
        self._lock = threading.Lock()
        self.report: Optional[Report] = None
        if not self._handle:
            raise MemoryError
        for name, value in options.items():
            if name not in _SCAN_OPTIONS:
                raise TypeError(f"no such option of a scanner: {name}")
            number = INPUTS.index(value) if isinstance(value, str) else value
            _checked(c.scanner_set(self._handle, _SCAN_OPTIONS[name], number))
        if source:
            self.begin(source)

    def __del__(self, free: Any = c.scanner_free) -> None:
        free(getattr(self, "_handle", None))

    def begin(self, source: str, job: str = "", step: str = "") -> None:
        """Start the next source: line numbers start anew."""
        with self._lock:
            _checked(c.scanner_begin_job(self._handle, source.encode("utf-8", "surrogateescape"),
                                         job.encode(), step.encode()))

    def feed(self, piece: Log) -> None:
        """Read the next piece; where a log is cut makes no difference. Bytes and what
        can be written to are not copied."""
        if isinstance(piece, str):
            piece = piece.encode("utf-8", "surrogateescape")
        if isinstance(piece, bytes):
            self._feed(piece, len(piece))
            return
        view = memoryview(piece).cast("B")
        if view.readonly:
            for at in range(0, len(view), _PIECE):
                self.feed(bytes(view[at:at + _PIECE]))
        elif len(view) > 0:
            self._feed(ctypes.byref(ctypes.c_char.from_buffer(view)), len(view))

    def _feed(self, data: Any, size: int) -> None:
        with self._lock:
            _checked(c.scanner_feed(self._handle, data, size))

    def __iter__(self) -> Iterator[Finding]:
        """The findings that became certain since they were last asked for."""
        handle = ctypes.c_void_p()
        while True:
            with self._lock:
                status = c.scanner_next(self._handle, ctypes.byref(handle))
                if status == c.DONE:
                    return
                _checked(status)
                finding = finding_of(handle)
            yield finding

    def finish(self) -> Report:
        """End of the log; the scanner is ready for the next one."""
        handle = ctypes.c_void_p()
        with self._lock:
            _checked(c.scanner_finish(self._handle, ctypes.byref(handle)))
        self.report = Report(handle)
        return self.report

    def __enter__(self) -> "Scanner":
        return self

    def __exit__(self, kind: Any, value: Any, trace: Any) -> None:
        if kind is None:
            self.finish()


@functools.lru_cache(maxsize=None)
def _builtin() -> Rules:
    return Rules()


def diagnose(log: Log, rules: Optional[Rules] = None, *, source: str = "",
             **options: Union[int, str]) -> Report:
    """The report of a log that is in memory. Options as those of Scanner."""
    scanner = Scanner(rules, source=source, **options)
    scanner.feed(log)
    return scanner.finish()


def watch(pieces: Iterable[Log], rules: Optional[Rules] = None, *, source: str = "",
          **options: Union[int, str]) -> Iterator[Finding]:
    """Findings as they become certain, while pieces (an open file, say) arrive."""
    scanner = Scanner(rules, source=source, **options)
    for piece in pieces:
        scanner.feed(piece)
        yield from scanner


def formats() -> Tuple[str, ...]:
    """The names that Report.render takes."""
    names = (c.format_name(i) for i in itertools.count())
    return tuple(map(decoded, itertools.takewhile(lambda name: name is not None, names)))


def version() -> str:
    """The version of the library that is running."""
    return decoded(c.version())
