// logdiag.hpp - the whole C++ interface: rules, scanner, report, render.
#pragma once

#include <logdiag/check.hpp>
#include <logdiag/lookahead.hpp>
#include <logdiag/render.hpp>
#include <logdiag/report.hpp>
#include <logdiag/result.hpp>
#include <logdiag/rule.hpp>
#include <logdiag/rule_set.hpp>
#include <logdiag/scanner.hpp>
