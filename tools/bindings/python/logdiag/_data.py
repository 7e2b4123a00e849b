"""Rules and findings: plain data, copied out of the C objects with every text."""
from __future__ import annotations

import itertools
from typing import Any, Dict, NamedTuple, Optional, Tuple

from . import _native as c

_SEVERITIES = ("", "info", "warning", "error")
_ROLES = ("", "cause", "effect", "generic")


class Text(NamedTuple):
    """One text in both languages; str() of it is the English one."""
    en: str
    zh: str

    def __str__(self) -> str:
        return self.en


class Rule(NamedTuple):
    """What logdiag knows about one cause. Captured words stand as placeholders."""
    id: str
    title: Text
    diagnosis: Text
    fix: Text
    docs: Tuple[str, ...]
    category: str
    tags: Tuple[str, ...]
    origin: str
    owner: str
    severity: str
    role: str
    transient: bool


class Finding(NamedTuple):
    """A rule that was seen in a log: what a Rule has, with captured words filled in,
    and where it was seen."""
    # Named tuples do not inherit fields, and data classes would make each start slower
    # (they import inspect); a test holds both lists together.
    id: str
    title: Text
    diagnosis: Text
    fix: Text
    docs: Tuple[str, ...]
    category: str
    tags: Tuple[str, ...]
    origin: str
    owner: str
    severity: str
    role: str
    transient: bool
    line: int
    column: int
    length: int
    offset: int
    text: str
    source: str
    job: Optional[str]
    step: Optional[str]
    time: Optional[str]
    captures: Dict[str, str]
    cause: Optional[int]
    repeats: int


def decoded(text: Optional[bytes]) -> str:
    return (text or b"").decode("utf-8", "replace")


def _shared(handle: Any, text: Any, number: Any) -> Tuple[Any, ...]:
    def both(field: int) -> Text:
        return Text(decoded(text(handle, field, b"en")), decoded(text(handle, field, b"zh")))

    def one(field: int) -> str:
        return decoded(text(handle, field, None))

    return (one(1), both(2), both(3), both(4), tuple(one(5).splitlines()), one(6),
            tuple(one(7).splitlines()), one(8), one(9), _SEVERITIES[number(handle, 5)],
            _ROLES[number(handle, 6)], number(handle, 9) == 1)


def finding_of(handle: Any) -> Finding:
    def text(field: int) -> Optional[str]:
        value = c.finding_text(handle, field, None)
        return None if value is None else decoded(value)

    names = itertools.takewhile(
        lambda name: name is not None,
        (c.finding_capture_name(handle, i) for i in itertools.count()))
    captures = {decoded(n): decoded(c.finding_capture(handle, n)) for n in names}
    cause = c.finding_number(handle, 7)
    values = (*_shared(handle, c.finding_text, c.finding_number),
              *(c.finding_number(handle, n) for n in (1, 2, 3, 4)),
              text(32) or "", text(33) or "", text(34), text(35), text(36),
              captures, None if cause < 0 else cause, c.finding_number(handle, 8))
    return Finding(*values)


def rule_of(handle: Any) -> Rule:
    return Rule(*_shared(handle, c.rule_text, c.rule_number))
