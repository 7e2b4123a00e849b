-- The Lua binding against the command, and for leaks. Lua has no threads.
package.path = arg[0]:gsub("tests/[^/]*$", "?.lua") .. ";" .. package.path
local lu = require "luaunit"
local logdiag = require "logdiag"

local NAME = "tests/logs/ghcr-push.log"
local RULE = [[{"schema": 1, "id": "local/widget", "category": "build", "severity": "warning",
"role": "cause", "owner": "code", "transient": true,
"title": {"en": "Widget {name} is gone", "zh": "未找到部件 {name}"},
"match": {"any": ["widget '(?P<name>[^']{1,40})' is gone"]},
"captures": {"name": {"fallback": "NAME"}},
"diagnosis": {"en": "It went away", "zh": "它不见了"},
"fix": [{"en": "Bring {name} back", "zh": "恢复 {name}"}], "docs": ["https://example.com/widget"],
"samples": [{"name": "one", "log": ["widget 'a' is gone"], "line": 1}]}]]

local function contents(opened)
  local text = opened:read "*a"
  opened:close()
  return text
end

local LOG = contents(assert(io.open(NAME, "rb")))

local function command(arguments)
  return contents(io.popen(("'%s' %s"):format(os.getenv "LOGDIAG", arguments)))
end

local function memory()
  collectgarbage()
  collectgarbage()
  return tonumber(contents(io.open "/proc/self/statm"):match "^%d+ (%d+)") * 4096
end

TestDiagnose = {}

function TestDiagnose.test_in_one_piece_as_the_command()
  lu.assertEquals(logdiag.diagnose(LOG, {source = NAME}):render "json", command("--format json " .. NAME))
  lu.assertEquals(logdiag.diagnose(LOG):render "json", command("--format json <" .. NAME))
end

function TestDiagnose.test_in_random_pieces_as_the_command()
  local expected = command("--format json " .. NAME)
  local scanner = logdiag.scanner()
  math.randomseed(7)
  for _ = 1, 20 do
    local at, live = 1, {}
    scanner:begin(NAME)
    while at <= #LOG do
      local size = ({1, 7, 80, 1000})[math.random(4)]
      scanner:feed(LOG:sub(at, at + size - 1))
      for finding in scanner:live() do live[finding.id] = true end
      at = at + size
    end
    local report = scanner:finish()
    lu.assertEquals(report:render "json", expected)
    lu.assertNotNil(next(live))
    for _, finding in ipairs(report) do live[finding.id] = nil end
    lu.assertNil(next(live))
  end
end

function TestDiagnose.test_findings_are_tables()
  local first = logdiag.diagnose(LOG, {source = NAME})[1]
  collectgarbage()  -- they outlive the report
  lu.assertEquals(first.id, "ghcr/write-package-denied")
  lu.assertEquals(first.captures, {owner = "octo-org", package = "app"})
  lu.assertEquals({first.severity, first.role, first.line, first.source}, {"error", "cause", 93, NAME})
  lu.assertStrContains(first.zh.title, "octo-org 的软件包")
  lu.assertEquals(#first.docs, 3)
  lu.assertNil(first.cause)
end

function TestDiagnose.test_rendering()
  local report = logdiag.diagnose(LOG)
  lu.assertStrContains(report:render("text", "zh", {width = 0}), "octo-org 的软件包")
  lu.assertStrContains(report:render("markdown"), "octo-org")
  lu.assertStrContains(report:render("text", "en", {color = true}), "\27[")
  lu.assertNotStrContains(report:render(), "\27[")
  lu.assertFalse(report:worth_a_retry())
  lu.assertErrorMsgContains("papyrus", report.render, report, "papyrus")
  lu.assertErrorMsgContains("colour", report.render, report, "text", "en", {colour = true})
  lu.assertErrorMsgContains("range", report.render, report, "text", "en", {width = -1})
end

function TestDiagnose.test_options()
  lu.assertStrContains(logdiag.diagnose(LOG, {input = "plain"}):render "json", '"input": "plain"')
  lu.assertErrorMsgContains("papyrus", logdiag.diagnose, LOG, {input = "papyrus"})
  lu.assertErrorMsgContains("range", logdiag.diagnose, LOG, {context = -1})
  lu.assertErrorMsgContains("kontext", logdiag.diagnose, LOG, {kontext = 1})
  lu.assertEquals(#logdiag.diagnose "", 0)
  lu.assertEquals(#logdiag.diagnose(("\0\255\254"):rep(100)), 0)
end

TestRules = {}

function TestRules.test_own_rules()
  local rules = logdiag.rules {texts = {RULE}}
  local rule = rules:find "local/widget"
  lu.assertEquals({rule.zh.title, rule.severity, rule.transient}, {"未找到部件 {name}", "warning", true})
  lu.assertNil(rules:find "no/such")
  local count = 0
  for each in rules:each() do
    lu.assertStrContains(each.id, "/")
    count = count + 1
  end
  lu.assertEquals(count, rules:count())
  lu.assertEquals(logdiag.diagnose("widget '零件' is gone\n", {rules = rules})[1].title, "Widget 零件 is gone")
end

function TestRules.test_bad_rules_are_refused()
  local good, refused = pcall(logdiag.rules, {texts = {RULE, "{", (RULE:gsub("{1,40}%)", "{1,40}"))}})
  lu.assertFalse(good)
  lu.assertTrue(#refused.problems >= 2)
  lu.assertStrContains(tostring(refused), "text 2")
  lu.assertFalse(pcall(logdiag.rules, {builtin = false}))
  lu.assertErrorMsgContains("/does/not/exist", logdiag.rules, {"/does/not/exist"})
end

TestSturdy = {}

function TestSturdy.test_no_leak_in_10000_calls()
  local rules = logdiag.rules {builtin = false, texts = {RULE}}
  local function call(number)
    local report = logdiag.diagnose("one\nwidget 'a' is gone\n", {rules = rules})
    assert(#report == 1)
    report:render "json"
    if number % 10 == 0 then assert(not pcall(logdiag.rules, {builtin = false, texts = {"{"}})) end
    -- Collected by count: the collector does not see what C holds.
    if number % 100 == 0 then collectgarbage() end
  end
  for number = 1, 1000 do call(number) end
  local before = memory()
  for number = 1, 10000 do call(number) end
  lu.assertTrue(memory() - before < 1048576, memory() - before)
end

os.exit(lu.LuaUnit.run())
