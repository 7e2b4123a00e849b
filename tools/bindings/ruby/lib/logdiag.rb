# frozen_string_literal: true

require "fiddle"

# Reads a build log and says why the build failed and how to fix it.
#
#   report = Logdiag.diagnose(File.binread("build.log"))
#   report.each { |finding| puts finding.title, finding.fix.zh }
module Logdiag
  # What logdiag refused or could not do.
  class Error < StandardError; end

  # Rules were refused; `problems` says which and why, one text each.
  class RulesError < Error
    attr_reader :problems

    def initialize(problems)
      @problems = problems
      super(problems.empty? ? "there are no rules" : problems.join("\n"))
    end
  end

  # The C functions of logdiag/logdiag.h.
  module C
    LIBRARY = Fiddle.dlopen(ENV["LOGDIAG_LIBRARY"] || "liblogdiag.so.0")
    P = Fiddle::TYPE_VOIDP
    I = Fiddle::TYPE_INT
    Q = Fiddle::TYPE_LONG_LONG
    N = Fiddle::TYPE_SIZE_T

    def self.function(name, result, *arguments)
      call = Fiddle::Function.new(LIBRARY["logdiag_#{name}"], arguments, result)
      define_singleton_method(name) { |*values| call.call(*values) }
    end

    function :version, P
    function :status_text, P, I
    function :format_name, P, N
    function :builder_new, P
    function :builder_add_builtin, I, P
    function :builder_add_json, I, P, P, N, P
    function :builder_add_path, I, P, P
    function :builder_build, I, P, P
    function :builder_problem, P, P, N
    function :rules_count, N, P
    function :rules_at, P, P, N
    function :rules_find, P, P, P
    function :rule_text, P, P, I, P
    function :rule_number, Q, P, I
    function :scanner_new, P, P
    function :scanner_set, I, P, I, Q
    function :scanner_begin_job, I, P, P, P, P
    function :scanner_feed, I, P, P, N
    function :scanner_next, I, P, P
    function :scanner_finish, I, P, P
    function :report_count, N, P
    function :report_at, P, P, N
    function :report_worth_a_retry, I, P
    function :report_set, I, P, I, Q
    function :report_render, P, P, P, P
    function :finding_text, P, P, I, P
    function :finding_number, Q, P, I
    function :finding_capture, P, P, P
    function :finding_capture_name, P, P, N

    # A pointer that frees what it points to when it is collected.
    def self.owned(pointer, kind)
      raise NoMemoryError if pointer.null?

      Fiddle::Pointer.new(pointer.to_i, 0, LIBRARY["logdiag_#{kind}_free"])
    end

    # What a function stores through its last argument.
    def self.out
      slot = Fiddle::Pointer.malloc(Fiddle::SIZEOF_VOIDP, Fiddle::RUBY_FREE)
      status = yield slot
      [status, slot.ptr]
    end

    def self.string(pointer)
      pointer.null? ? nil : pointer.to_s.force_encoding(Encoding::UTF_8)
    end

    # Strings asked for by index until there are no more.
    def self.strings
      (0..).lazy.map { |i| string(yield(i)) }.take_while { |text| text }.to_a
    end

    def self.check(status)
      raise Error, string(status_text(status)) if status.negative?

      status
    end
  end
  private_constant :C

  VERSION = C.string(C.version)
  FORMATS = C.strings { |i| C.format_name(i) }.freeze
  INPUTS = %w[auto plain github gh gitlab jenkins azure circleci travis buildkite bitbucket
              teamcity taskcluster].freeze

  # One text in both languages; as a string it is the English one.
  Text = Struct.new(:en, :zh) { alias_method :to_s, :en }

  shared = %i[id title diagnosis fix docs category tags origin owner severity role transient]
  # What logdiag knows about one cause. Captured words stand as placeholders.
  Rule = Struct.new(*shared)
  # A rule that was seen in a log. Captured words are filled in.
  Finding = Struct.new(*shared, :line, :column, :length, :offset, :text, :source, :job, :step, :time,
                       :captures, :cause, :repeats)

  # Copies rules and findings out of C.
  module Copy
    SEVERITIES = [nil, "info", "warning", "error"].freeze
    ROLES = [nil, "cause", "effect", "generic"].freeze

    def self.shared(handle, kind)
      text = ->(field, lang = nil) { C.string(C.public_send("#{kind}_text", handle, field, lang)) }
      number = ->(field) { C.public_send("#{kind}_number", handle, field) }
      both = ->(field) { Text.new(text.(field, "en"), text.(field, "zh")).freeze }
      [text.(1), both.(2), both.(3), both.(4), text.(5).lines(chomp: true), text.(6),
       text.(7).lines(chomp: true), text.(8), text.(9), SEVERITIES[number.(5)], ROLES[number.(6)],
       number.(9) == 1]
    end

    def self.rule(handle)
      Rule.new(*shared(handle, :rule)).freeze
    end

    def self.finding(handle)
      numbers = [1, 2, 3, 4].map { |field| C.finding_number(handle, field) }
      texts = [32, 33, 34, 35, 36].map { |field| C.string(C.finding_text(handle, field, nil)) }
      captures = C.strings { |i| C.finding_capture_name(handle, i) }.to_h do |name|
        [name, C.string(C.finding_capture(handle, name))]
      end
      cause = C.finding_number(handle, 7)
      Finding.new(*shared(handle, :finding), *numbers, *texts, captures,
                  cause.negative? ? nil : cause, C.finding_number(handle, 8)).freeze
    end
  end
  private_constant :Copy

  # Compiled rules: the built-in ones, then those of files, directories and JSON
  # texts. They never change and may be shared by threads.
  class Rules
    include Enumerable

    attr_reader :handle

    def initialize(*paths, builtin: true, texts: [])
      builder = C.owned(C.builder_new, :builder)
      C.check(C.builder_add_builtin(builder)) if builtin
      paths.each do |path|
        raise Error, "#{path}: rules could not be read" if C.builder_add_path(builder, path.to_s) == -4
      end
      texts.each.with_index(1) { |json, i| C.builder_add_json(builder, json, json.bytesize, "text #{i}") }
      problems = C.strings { |i| C.builder_problem(builder, i) }
      status, built = C.out { |slot| C.builder_build(builder, slot) }
      @handle = C.owned(built, :rules) unless built.null?
      raise RulesError, problems unless problems.empty? && status.zero?
    ensure
      builder&.call_free
    end

    def size = C.rules_count(@handle)

    def each
      return to_enum(:each) { size } unless block_given?

      size.times { |i| yield Copy.rule(C.rules_at(@handle, i)) }
    end

    # The rule of that id, or nil.
    def [](id)
      found = C.rules_find(@handle, id)
      found.null? ? nil : Copy.rule(found)
    end
  end

  # What was found, most likely cause first.
  class Report
    include Enumerable

    RENDER = { color: [32, 0], hyperlinks: [33, 0], all: [34, 0], redact: [35, 1], statistics: [36, 0],
               width: [37, 80], max_shown: [38, 0] }.freeze
    private_constant :RENDER

    attr_reader :findings

    def initialize(handle)
      @handle = handle
      @findings = Array.new(C.report_count(handle)) { |i| Copy.finding(C.report_at(handle, i)) }.freeze
    end

    def each(&block) = @findings.each(&block)
    def [](index) = @findings[index]
    def size = @findings.size
    def worth_a_retry? = C.report_worth_a_retry(@handle) == 1

    # In one of FORMATS. Options as in logdiag.h: color: true, width: 100.
    def render(format = "text", lang: "en", **options)
      unknown = options.keys - RENDER.keys
      raise ArgumentError, "no such option of rendering: #{unknown.join(', ')}" unless unknown.empty?

      RENDER.each do |name, (option, default)|
        value = options.fetch(name, default)
        C.check(C.report_set(@handle, option, { true => 1, false => 0 }.fetch(value, value)))
      end
      C.string(C.report_render(@handle, format.to_s, lang.to_s)) or
        raise ArgumentError, "no such format: #{format}; there are #{FORMATS.join(', ')}"
    end
    alias to_s render
  end

  # Reads a log in pieces:
  #
  #   report = Logdiag::Scanner.open(source: "build.log") do |scanner|
  #     io.each_line { |line| scanner << line; scanner.each { |finding| live(finding) } }
  #   end
  #
  # Options: input (one of INPUTS), max_findings, max_line, context.
  class Scanner
    include Enumerable

    OPTIONS = { input: 1, max_findings: 2, max_line: 3, context: 4 }.freeze
    private_constant :OPTIONS

    # Yields a scanner, ends its log after the block and returns the report.
    def self.open(...)
      raise ArgumentError, "no block given" unless block_given?

      scanner = new(...)
      yield scanner
      scanner.finish
    ensure
      scanner&.close
    end

    def initialize(rules: nil, source: nil, **options)
      @handle = C.owned(C.scanner_new((rules || Logdiag.builtin).handle), :scanner)
      options.each do |name, value|
        option = OPTIONS.fetch(name) { raise ArgumentError, "no such option of a scanner: #{name}" }
        if name == :input
          value = INPUTS.index(value.to_s) or raise ArgumentError, "no such input; there are #{INPUTS.join(', ')}"
        end
        C.check(C.scanner_set(@handle, option, value))
      end
      begin_source(source) if source
    end

    # Start the next source: line numbers start anew.
    def begin_source(source, job: nil, step: nil)
      C.check(C.scanner_begin_job(@handle, source, job, step))
    end

    # Read the next piece; where a log is cut makes no difference.
    def feed(piece)
      C.check(C.scanner_feed(@handle, piece, piece.bytesize))
      self
    end
    alias << feed

    # The findings that became certain since they were last asked for.
    def each
      return to_enum(:each) unless block_given?

      loop do
        status, handle = C.out { |slot| C.scanner_next(@handle, slot) }
        return self if C.check(status) == 1

        yield Copy.finding(handle)
      end
    end

    # End of the log; the scanner is ready for the next one.
    def finish
      status, handle = C.out { |slot| C.scanner_finish(@handle, slot) }
      C.check(status)
      Report.new(C.owned(handle, :report))
    end

    # Frees the scanner now instead of when it is collected; it cannot be used further.
    def close
      @handle&.call_free
      @handle = nil
    end
  end

  LOCK = Mutex.new
  private_constant :LOCK

  # The built-in rules, compiled once.
  def self.builtin = LOCK.synchronize { @builtin ||= Rules.new }

  # The report of a log that is in memory. Options as those of Scanner.
  def self.diagnose(log, **options) = Scanner.open(**options) { |scanner| scanner << log }
end
