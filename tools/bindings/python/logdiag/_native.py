"""The C functions of logdiag/logdiag.h, and where their library is."""
from __future__ import annotations

import ctypes
import os
from ctypes import c_char_p, c_int32, c_int64, c_size_t, c_void_p
from typing import Any, Optional, Type

OK, DONE = 0, 1
E_RULES, E_IO, E_UNKNOWN = -3, -4, -5


def _load() -> ctypes.CDLL:
    """$LOGDIAG_LIBRARY, else the one in the wheel, else the system's."""
    named = os.environ.get("LOGDIAG_LIBRARY")
    if named:
        return ctypes.CDLL(named)
    carried = os.path.join(os.path.dirname(__file__), "carried")
    try:
        with open(os.path.join(carried, "order.txt"), encoding="utf-8") as order:
            names = order.read().split()  # what the library needs comes before it
    except FileNotFoundError:
        return ctypes.CDLL("liblogdiag.so.0")
    return [ctypes.CDLL(os.path.join(carried, name)) for name in names][-1]


_library = _load()
_out = ctypes.POINTER(c_void_p)


def _function(name: str, result: Optional[Type[Any]], *arguments: Any) -> Any:
    function = getattr(_library, "logdiag_" + name)
    function.restype, function.argtypes = result, arguments
    return function


version = _function("version", c_char_p)
status_text = _function("status_text", c_char_p, c_int32)
format_name = _function("format_name", c_char_p, c_size_t)

builder_new = _function("builder_new", c_void_p)
builder_free = _function("builder_free", None, c_void_p)
builder_add_builtin = _function("builder_add_builtin", c_int32, c_void_p)
builder_add_json = _function("builder_add_json", c_int32, c_void_p, c_char_p, c_size_t, c_char_p)
builder_add_path = _function("builder_add_path", c_int32, c_void_p, c_char_p)
builder_build = _function("builder_build", c_int32, c_void_p, _out)
builder_problem = _function("builder_problem", c_char_p, c_void_p, c_size_t)

rules_free = _function("rules_free", None, c_void_p)
rules_count = _function("rules_count", c_size_t, c_void_p)
rules_at = _function("rules_at", c_void_p, c_void_p, c_size_t)
rules_find = _function("rules_find", c_void_p, c_void_p, c_char_p)
rule_text = _function("rule_text", c_char_p, c_void_p, c_int32, c_char_p)
rule_number = _function("rule_number", c_int64, c_void_p, c_int32)

scanner_new = _function("scanner_new", c_void_p, c_void_p)
scanner_free = _function("scanner_free", None, c_void_p)
scanner_set = _function("scanner_set", c_int32, c_void_p, c_int32, c_int64)
scanner_begin_job = _function("scanner_begin_job", c_int32, c_void_p, c_char_p, c_char_p, c_char_p)
scanner_feed = _function("scanner_feed", c_int32, c_void_p, c_void_p, c_size_t)
scanner_next = _function("scanner_next", c_int32, c_void_p, _out)
scanner_finish = _function("scanner_finish", c_int32, c_void_p, _out)

report_free = _function("report_free", None, c_void_p)
report_count = _function("report_count", c_size_t, c_void_p)
report_at = _function("report_at", c_void_p, c_void_p, c_size_t)
report_worth_a_retry = _function("report_worth_a_retry", c_int32, c_void_p)
report_set = _function("report_set", c_int32, c_void_p, c_int32, c_int64)
report_render = _function("report_render", c_char_p, c_void_p, c_char_p, c_char_p)

finding_text = _function("finding_text", c_char_p, c_void_p, c_int32, c_char_p)
finding_number = _function("finding_number", c_int64, c_void_p, c_int32)
finding_capture = _function("finding_capture", c_char_p, c_void_p, c_char_p)
finding_capture_name = _function("finding_capture_name", c_char_p, c_void_p, c_size_t)
