--- logdiag for LuaJIT: why a build failed, and how to fix it.
--
--   local logdiag = require "logdiag"
--   local report = logdiag.diagnose(io.open("build.log", "rb"):read "*a")
--   for _, finding in ipairs(report) do print(finding.title, finding.zh.fix) end
--
-- The C functions are declared by the C header itself; failures are errors.
local ffi = require "ffi"

--- The header beside this tree, or the installed one ($LOGDIAG_HEADER first).
local function declarations()
  local here = debug.getinfo(1, "S").source:match "^@(.*)[/\\][^/\\]*$" or "."
  local places = {os.getenv "LOGDIAG_HEADER" or "", here .. "/../../../include/logdiag/logdiag.h",
                  "/usr/local/include/logdiag/logdiag.h", "/usr/include/logdiag/logdiag.h"}
  for _, place in ipairs(places) do
    local file = io.open(place, "rb")
    if file then
      local text = file:read "*a"
      file:close()
      text = text:gsub("/%*.-%*/", ""):gsub("[^\n]*__cplusplus.-#endif", "")
      return (text:gsub("\n%s*#[^\n]*", "\n"):gsub("LOGDIAG_API", ""))
    end
  end
  error("logdiag.h was not found; name it in LOGDIAG_HEADER", 0)
end

ffi.cdef(declarations())
local C = ffi.load(os.getenv "LOGDIAG_LIBRARY" or "liblogdiag.so.0")
local M = {version = ffi.string(C.logdiag_version())}

local function text(pointer)
  if pointer ~= nil then return ffi.string(pointer) end
end

local function check(status)
  if status < 0 then error("logdiag: " .. ffi.string(C.logdiag_status_text(status)), 3) end
  return status
end

local function lines(joined)
  local out = {}
  for line in (joined or ""):gmatch "[^\n]+" do out[#out + 1] = line end
  return out
end

local severities, roles = {"info", "warning", "error"}, {"cause", "effect", "generic"}

-- What rules and findings share, copied out: English, and Chinese under `zh`.
local function shared(handle, get, number)
  local function one(field, lang) return text(get(handle, field, lang)) end
  local function words(lang)
    return {title = one(C.LOGDIAG_TEXT_TITLE, lang), diagnosis = one(C.LOGDIAG_TEXT_DIAGNOSIS, lang),
            fix = one(C.LOGDIAG_TEXT_FIX, lang)}
  end
  local out = words "en"
  out.zh = words "zh"
  out.id, out.category = one(C.LOGDIAG_TEXT_ID), one(C.LOGDIAG_TEXT_CATEGORY)
  out.owner, out.origin = one(C.LOGDIAG_TEXT_OWNER), one(C.LOGDIAG_TEXT_ORIGIN)
  out.docs, out.tags = lines(one(C.LOGDIAG_TEXT_DOCS)), lines(one(C.LOGDIAG_TEXT_TAGS))
  out.severity = severities[tonumber(number(handle, C.LOGDIAG_NUM_SEVERITY))]
  out.role = roles[tonumber(number(handle, C.LOGDIAG_NUM_ROLE))]
  out.transient = number(handle, C.LOGDIAG_NUM_TRANSIENT) == 1
  return out
end

local function finding_of(handle)
  local out = shared(handle, C.logdiag_finding_text, C.logdiag_finding_number)
  for _, name in ipairs {"line", "column", "length", "offset", "repeats"} do
    out[name] = tonumber(C.logdiag_finding_number(handle, C["LOGDIAG_NUM_" .. name:upper()]))
  end
  for _, name in ipairs {"source", "job", "step", "time"} do
    out[name] = text(C.logdiag_finding_text(handle, C["LOGDIAG_TEXT_" .. name:upper()], nil))
  end
  out.text = text(C.logdiag_finding_text(handle, C.LOGDIAG_TEXT_LINE, nil))
  local cause = tonumber(C.logdiag_finding_number(handle, C.LOGDIAG_NUM_CAUSE))
  if cause >= 0 then out.cause = cause + 1 end  -- an index of the report, as Lua counts
  out.captures = {}
  for i = 0, math.huge do
    local name = C.logdiag_finding_capture_name(handle, i)
    if name == nil then return out end
    out.captures[ffi.string(name)] = ffi.string(C.logdiag_finding_capture(handle, name))
  end
end

local function rule_of(handle)
  if handle ~= nil then return shared(handle, C.logdiag_rule_text, C.logdiag_rule_number) end
end

--- Reports: an array of findings, most likely cause first.
local Report = {}
Report.__index = Report

local function report_of(out)
  local handle = ffi.gc(out[0], C.logdiag_report_free)
  local self = setmetatable({handle = handle}, Report)
  for i = 1, tonumber(C.logdiag_report_count(handle)) do
    self[i] = finding_of(C.logdiag_report_at(handle, i - 1))
  end
  return self
end

local show = {color = 0, hyperlinks = 0, all = 0, redact = 1, statistics = 0, width = 80, max_shown = 0}

--- As text, or in the format of that name. Options as in logdiag.h: {width = 100, color = true}.
function Report:render(format, lang, options)
  options = options or {}
  for name in pairs(options) do
    if not show[name] then error("logdiag: no such option of rendering: " .. tostring(name), 2) end
  end
  for name, default in pairs(show) do
    local value = options[name]
    if value == nil then value = default end
    if type(value) == "boolean" then value = value and 1 or 0 end
    check(C.logdiag_report_set(self.handle, C["LOGDIAG_OPT_" .. name:upper()], value))
  end
  local out = text(C.logdiag_report_render(self.handle, format or "text", lang))
  return out or error("logdiag: no such format: " .. tostring(format), 2)
end

function Report:worth_a_retry() return C.logdiag_report_worth_a_retry(self.handle) == 1 end

--- Rules: `logdiag.rules{"ci/rules", texts = {json}, builtin = false}`. Refused rules
-- are an error: a table with `problems` that prints as text.
local Rules = {}
Rules.__index = Rules
local Refused = {__tostring = function(e) return "logdiag: " .. table.concat(e.problems, "\n") end}

function M.rules(options)
  options = options or {}
  local builder = ffi.gc(C.logdiag_builder_new(), C.logdiag_builder_free)
  if options.builtin ~= false then check(C.logdiag_builder_add_builtin(builder)) end
  for _, path in ipairs(options) do
    if C.logdiag_builder_add_path(builder, path) == C.LOGDIAG_E_IO then
      error("logdiag: " .. path .. ": rules could not be read", 2)
    end
  end
  for i, json in ipairs(options.texts or {}) do
    C.logdiag_builder_add_json(builder, json, #json, "text " .. i)
  end
  local problems, out = {}, ffi.new "logdiag_rules *[1]"
  for i = 1, tonumber(C.logdiag_builder_problem_count(builder)) do
    problems[i] = text(C.logdiag_builder_problem(builder, i - 1))
  end
  if #problems > 0 or C.logdiag_builder_build(builder, out) ~= C.LOGDIAG_OK then
    problems[1] = problems[1] or "there are no rules"
    error(setmetatable({problems = problems}, Refused), 2)
  end
  return setmetatable({handle = ffi.gc(out[0], C.logdiag_rules_free)}, Rules)
end

function Rules:count() return tonumber(C.logdiag_rules_count(self.handle)) end
function Rules:find(id) return rule_of(C.logdiag_rules_find(self.handle, id)) end

--- for rule in rules:each() do ... end
function Rules:each()
  local i = -1
  return function()
    i = i + 1
    return rule_of(C.logdiag_rules_at(self.handle, i))
  end
end

--- Scanners: `logdiag.scanner{rules = r, source = "build.log", context = 1}`.
local Scanner = {}
Scanner.__index = Scanner
local builtin
local inputs = {"AUTO", "PLAIN", "GITHUB", "GH", "GITLAB", "JENKINS", "AZURE", "CIRCLECI", "TRAVIS",
                "BUILDKITE", "BITBUCKET", "TEAMCITY", "TASKCLUSTER"}
local known = {}
for _, name in ipairs(inputs) do known[name:lower()] = C["LOGDIAG_INPUT_" .. name] end
local scan = {input = true, max_findings = true, max_line = true, context = true}

function M.scanner(options)
  options = options or {}
  local rules = options.rules
  if not rules then
    builtin = builtin or M.rules()
    rules = builtin
  end
  local self = setmetatable({handle = ffi.gc(C.logdiag_scanner_new(rules.handle), C.logdiag_scanner_free)},
                            Scanner)
  for name, value in pairs(options) do
    if scan[name] then
      if name == "input" then value = known[value] or error("logdiag: no such input: " .. tostring(value), 2) end
      check(C.logdiag_scanner_set(self.handle, C["LOGDIAG_OPT_" .. name:upper()], value))
    elseif name ~= "rules" and name ~= "source" then
      error("logdiag: no such option of a scanner: " .. tostring(name), 2)
    end
  end
  if options.source then self:begin(options.source) end
  return self
end

--- Start the next source: line numbers start anew.
function Scanner:begin(source, job, step)
  check(C.logdiag_scanner_begin_job(self.handle, source, job, step))
end

--- Read the next piece; where a log is cut makes no difference.
function Scanner:feed(piece)
  check(C.logdiag_scanner_feed(self.handle, piece, #piece))
end

--- for finding in scanner:live() do ... end - those that became certain by now.
function Scanner:live()
  local out = ffi.new "const logdiag_finding *[1]"
  return function()
    if check(C.logdiag_scanner_next(self.handle, out)) == C.LOGDIAG_OK then return finding_of(out[0]) end
  end
end

--- End of the log; the scanner is ready for the next one.
function Scanner:finish()
  local out = ffi.new "logdiag_report *[1]"
  check(C.logdiag_scanner_finish(self.handle, out))
  return report_of(out)
end

--- The report of a log that is in memory. Options as those of a scanner.
function M.diagnose(log, options)
  local scanner = M.scanner(options)
  scanner:feed(log)
  return scanner:finish()
end

return M
