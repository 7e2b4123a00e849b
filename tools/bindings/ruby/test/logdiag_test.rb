# frozen_string_literal: true

# The Ruby binding against the command, with threads, and for leaks.
require "json"
require "minitest/autorun"
require "open3"
require_relative "../lib/logdiag"

NAME = "tests/logs/ghcr-push.log"
LOG = File.binread(NAME)
RULE = <<~'JSON'
  {"schema": 1, "id": "local/widget", "category": "build", "severity": "warning",
  "role": "cause", "owner": "code", "transient": true,
  "title": {"en": "Widget {name} is gone", "zh": "未找到部件 {name}"},
  "match": {"any": ["widget '(?P<name>[^']{1,40})' is gone"]},
  "captures": {"name": {"fallback": "NAME"}},
  "diagnosis": {"en": "It went away", "zh": "它不见了"},
  "fix": [{"en": "Bring {name} back", "zh": "恢复 {name}"}], "docs": ["https://example.com/widget"],
  "samples": [{"name": "one", "log": ["widget 'a' is gone"], "line": 1}]}
JSON

def command(*arguments, data: "")
  out, status = Open3.capture2(ENV.fetch("LOGDIAG"), *arguments, stdin_data: data, binmode: true)
  raise "the command failed" unless status.success?

  out.force_encoding(Encoding::UTF_8)
end

def memory
  GC.start
  File.read("/proc/self/statm").split[1].to_i * 4096
end

class DiagnoseTest < Minitest::Test
  def test_in_one_piece_as_the_command
    assert_equal command("--format", "json", NAME), Logdiag.diagnose(LOG, source: NAME).render(:json)
    assert_equal command("--format", "json", data: LOG), Logdiag.diagnose(LOG).render("json")
  end

  def test_in_random_pieces_as_the_command
    expected = command("--format", "json", NAME)
    dice = Random.new(7)
    20.times do
      live = []
      report = Logdiag::Scanner.open(source: NAME) do |scanner|
        at = 0
        while at < LOG.bytesize
          size = [1, 7, 80, 1000].sample(random: dice)
          scanner << LOG.byteslice(at, size)
          live.concat(scanner.map(&:id))
          at += size
        end
      end
      assert_equal expected, report.render(:json)
      refute_empty live
      assert_empty live - report.map(&:id)
    end
  end

  def test_findings_are_plain_data
    report = Logdiag.diagnose(LOG, source: NAME)
    first = report.first
    shown = JSON.parse(report.render(:json))["findings"].first
    assert_equal shown["rule"], first.id
    assert_equal [shown["title"]["en"], shown["title"]["zh"]], [first.title.to_s, first.title.zh]
    assert_equal shown["captures"], first.captures
    assert_equal shown["docs"], first.docs
    assert_equal ["error", "cause", NAME, nil], [first.severity, first.role, first.source, first.cause]
    assert_equal shown["location"].values_at("line", "offset"), [first.line, first.offset]
    assert_includes first.title.zh, "octo-org 的软件包"
    refute_predicate report, :worth_a_retry?
  end

  def test_every_format
    report = Logdiag.diagnose(LOG)
    Logdiag::FORMATS.each { |name| refute_empty report.render(name, lang: :zh) }
    assert_includes report.render(lang: :zh, width: 0), "octo-org 的软件包"
    assert_includes report.render(color: true), "\e["
    refute_includes report.to_s, "\e["
    assert_match(/papyrus/, assert_raises(ArgumentError) { report.render(:papyrus) }.message)
    assert_raises(ArgumentError) { report.render(colour: true) }
    assert_raises(Logdiag::Error) { report.render(width: -1) }
  end

  def test_options_of_a_scanner
    report = Logdiag.diagnose(LOG, input: :plain)
    assert_equal "plain", JSON.parse(report.render(:json))["statistics"]["input"]
    assert_raises(ArgumentError) { Logdiag.diagnose(LOG, input: :papyrus) }
    assert_raises(ArgumentError) { Logdiag.diagnose(LOG, kontext: 1) }
    assert_raises(Logdiag::Error) { Logdiag.diagnose(LOG, context: -1) }
    assert_equal 0, Logdiag.diagnose("").size
    assert_equal 0, Logdiag.diagnose("\0\xff\xfe" * 100).size
  end

  def test_a_closed_scanner_raises
    scanner = Logdiag::Scanner.new
    scanner.close
    scanner.close
    assert_raises(Logdiag::Error) { scanner << LOG }
  end
end

class RulesTest < Minitest::Test
  def test_own_rules
    rules = Logdiag::Rules.new(texts: [RULE])
    rule = rules["local/widget"]
    assert_equal ["未找到部件 {name}", "warning", true], [rule.title.zh, rule.severity, rule.transient]
    assert_nil rules["no/such"]
    assert_equal rules.size, rules.each.to_a.size
    assert_equal rules.map(&:id).sort, rules.map(&:id)
    assert_equal "Widget 零件 is gone", Logdiag.diagnose("widget '零件' is gone\n", rules: rules).first.title.en
  end

  def test_bad_rules_are_refused
    broken = RULE.sub("{1,40})", "{1,40}")
    refused = assert_raises(Logdiag::RulesError) { Logdiag::Rules.new(texts: [RULE, "{", broken]) }
    assert_operator refused.problems.size, :>=, 2
    assert_includes refused.message, "text 2"
    assert_raises(Logdiag::RulesError) { Logdiag::Rules.new(builtin: false) }
    assert_raises(Logdiag::Error) { Logdiag::Rules.new("/does/not/exist") }
  end
end

class SturdyTest < Minitest::Test
  def test_threads_share_rules
    rules = Logdiag::Rules.new
    expected = Logdiag.diagnose(LOG, rules: rules).render(:json)
    reports = Array.new(8) do
      Thread.new { Array.new(8) { Logdiag.diagnose(LOG, rules: rules).render(:json) } }
    end.flat_map(&:value)
    assert_equal [expected], reports.uniq
  end

  def test_no_leak_in_10000_calls
    rules = Logdiag::Rules.new(builtin: false, texts: [RULE])
    call = lambda do |number|
      report = Logdiag.diagnose("one\nwidget 'a' is gone\n", rules: rules)
      raise "nothing was found" unless report.size == 1

      report.render(:json)
      # Collected by count: the collector does not see what C holds.
      return unless (number % 100).zero?

      GC.start
      assert_raises(Logdiag::RulesError) { Logdiag::Rules.new(builtin: false, texts: ["{"]) }
    end
    2000.times(&call)
    before = memory
    10_000.times(&call)
    assert_operator memory - before, :<, 4 << 20
  end
end
