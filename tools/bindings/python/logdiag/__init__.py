"""logdiag reads a build log and says why the build failed and how to fix it.

    import logdiag
    report = logdiag.diagnose(open("build.log", "rb").read())
    for finding in report:
        print(finding.title, finding.fix.zh)
"""
from ._api import Error, Report, Rules, RulesError, Scanner, diagnose, formats, version, watch
from ._data import Finding, Rule, Text

__all__ = ["Error", "Finding", "Report", "Rule", "Rules", "RulesError", "Scanner", "Text", "diagnose",
           "formats", "version", "watch"]
__version__ = version()
