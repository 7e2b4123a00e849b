// retry.cpp - worth_a_retry() of logdiag/report.hpp.
#include <logdiag/report.hpp>

namespace logdiag {

bool worth_a_retry(const Report& report) {
  bool any = false;
  for (const Finding& f : report.findings) {
    const Rule& rule = *f.rule;
    if (f.cause || rule.severity != Severity::error || rule.role == Role::generic) continue;
    if (!rule.transient || rule.owner == "code" || rule.owner == "credentials") return false;
    any = true;
  }
  return any;
}

}  // namespace logdiag
