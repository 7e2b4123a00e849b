// logdiag for Node: why a build failed, and how to fix it, over the C API by koffi.
//
//   const report = await diagnose(await readFile('build.log'));
//   for (const finding of report) console.log(finding.title.en, finding.fix.zh);
import process from 'node:process';
import { Transform } from 'node:stream';
import koffi from 'koffi';

const library = koffi.load(process.env.LOGDIAG_LIBRARY || 'liblogdiag.so.0');
const c = {};
for (const declaration of [
  'const char *version()', 'const char *status_text(int32_t status)',
  'const char *format_name(size_t index)',
  'void *builder_new()', 'void builder_free(void *b)', 'int32_t builder_add_builtin(void *b)',
  'int32_t builder_add_json(void *b, const char *text, size_t size, const char *origin)',
  'int32_t builder_add_path(void *b, const char *path)',
  'int32_t builder_build(void *b, _Out_ void **out)',
  'const char *builder_problem(void *b, size_t index)',
  'void rules_free(void *r)', 'size_t rules_count(void *r)', 'void *rules_at(void *r, size_t index)',
  'void *rules_find(void *r, const char *id)',
  'const char *rule_text(void *r, int32_t field, const char *lang)',
  'int64_t rule_number(void *r, int32_t field)',
  'void *scanner_new(void *r)', 'void scanner_free(void *s)',
  'int32_t scanner_set(void *s, int32_t option, int64_t value)',
  'int32_t scanner_begin_job(void *s, const char *source, const char *job, const char *step)',
  'int32_t scanner_feed(void *s, const void *data, size_t size)',
  'int32_t scanner_next(void *s, _Out_ void **out)', 'int32_t scanner_finish(void *s, _Out_ void **out)',
  'void report_free(void *r)', 'size_t report_count(void *r)', 'void *report_at(void *r, size_t index)',
  'int32_t report_worth_a_retry(void *r)', 'int32_t report_set(void *r, int32_t option, int64_t value)',
  'const char *report_render(void *r, const char *format, const char *lang)',
  'const char *finding_text(void *f, int32_t field, const char *lang)',
  'int64_t finding_number(void *f, int32_t field)',
  'const char *finding_capture(void *f, const char *name)',
  'const char *finding_capture_name(void *f, size_t index)',
]) {
  const [, head, name, rest] = /^(.*?)(\w+)(\(.*)$/.exec(declaration);
  c[name] = library.func(`${head}logdiag_${name}${rest}`);
}
const E_IO = -4;
const DONE = 1;
const INPUTS = ['auto', 'plain', 'github', 'gh', 'gitlab', 'jenkins', 'azure', 'circleci', 'travis',
  'buildkite', 'bitbucket', 'teamcity', 'taskcluster'];
const SCAN = { input: 1, maxFindings: 2, maxLine: 3, context: 4 };
const RENDER = { color: [32, 0], hyperlinks: [33, 0], all: [34, 0], redact: [35, 1],
  statistics: [36, 0], width: [37, 80], maxShown: [38, 0] };

/** What logdiag refused or could not do. */
export class LogdiagError extends Error {
  name = 'LogdiagError';
}

/** Rules were refused; `problems` says which and why, one text each. */
export class RulesError extends LogdiagError {
  name = 'RulesError';

  constructor(problems) {
    super(problems.join('\n') || 'there are no rules');
    this.problems = problems;
  }
}

function check(status) {
  if (status < 0) throw new LogdiagError(c.status_text(status));
  return status;
}

// What a function stores through its last argument.
function stored(call) {
  const out = [null];
  check(call(out));
  return out[0];
}

// Strings asked for by index until there are no more.
function strings(get) {
  const all = [];
  for (let text = get(0); text !== null; text = get(all.length)) all.push(text);
  return all;
}

// Frees what JavaScript has forgotten; close() does it earlier.
const forgotten = new FinalizationRegistry(({ free, handle }) => free(handle));

class Owner {
  #held;

  constructor(handle, free) {
    if (handle === null) throw new LogdiagError('out of memory');
    this.#held = { handle, free };
    forgotten.register(this, this.#held, this);
  }

  get handle() {
    if (!this.#held) throw new LogdiagError('this was closed');
    return this.#held.handle;
  }

  close() {
    if (!this.#held) return;
    forgotten.unregister(this);
    this.#held.free(this.#held.handle);
    this.#held = undefined;
  }
}

function shared(handle, text, number) {
  const one = (field) => text(handle, field, null) ?? '';
  const both = (field) => ({ en: text(handle, field, 'en'), zh: text(handle, field, 'zh') });
  const lines = (field) => one(field).split('\n').filter(Boolean);
  return {
    id: one(1), title: both(2), diagnosis: both(3), fix: both(4), docs: lines(5), category: one(6),
    tags: lines(7), origin: one(8), owner: one(9),
    severity: [, 'info', 'warning', 'error'][number(handle, 5)],
    role: [, 'cause', 'effect', 'generic'][number(handle, 6)], transient: number(handle, 9) === 1,
  };
}

const ruleOf = (handle) => shared(handle, c.rule_text, c.rule_number);

function findingOf(handle) {
  const [line, column, length, offset] = [1, 2, 3, 4].map((field) => c.finding_number(handle, field));
  const [text, source, job, step, time] = [32, 33, 34, 35, 36].map((f) => c.finding_text(handle, f, null));
  const names = strings((i) => c.finding_capture_name(handle, i));
  const cause = c.finding_number(handle, 7);
  return {
    ...shared(handle, c.finding_text, c.finding_number),
    line, column, length, offset, text, source: source ?? '', job, step, time,
    captures: Object.fromEntries(names.map((name) => [name, c.finding_capture(handle, name)])),
    cause: cause < 0 ? null : cause, repeats: c.finding_number(handle, 8),
  };
}

/** Compiled rules: the built-in ones, then those of paths and JSON texts. */
export class Rules extends Owner {
  constructor({ paths = [], texts = [], builtin = true } = {}) {
    const builder = c.builder_new();
    try {
      if (builtin) check(c.builder_add_builtin(builder));
      for (const path of paths) {
        if (c.builder_add_path(builder, path) === E_IO) {
          throw new LogdiagError(`${path}: rules could not be read`);
        }
      }
      texts.forEach((text, i) => {
        c.builder_add_json(builder, text, Buffer.byteLength(text), `text ${i + 1}`);
      });
      const problems = strings((i) => c.builder_problem(builder, i));
      const out = [null];
      if (problems.length > 0 || c.builder_build(builder, out) !== 0) throw new RulesError(problems);
      super(out[0], c.rules_free);
    } finally {
      c.builder_free(builder);
    }
  }

  get size() {
    return c.rules_count(this.handle);
  }

  get(id) {
    const found = c.rules_find(this.handle, id);
    return found === null ? undefined : ruleOf(found);
  }

  * [Symbol.iterator]() {
    for (let i = 0; i < this.size; ++i) yield ruleOf(c.rules_at(this.handle, i));
  }
}

/** What was found, most likely cause first. */
export class Report extends Owner {
  constructor(handle) {
    super(handle, c.report_free);
    const count = c.report_count(handle);
    this.findings = Array.from({ length: count }, (_, i) => findingOf(c.report_at(handle, i)));
  }

  [Symbol.iterator]() {
    return this.findings[Symbol.iterator]();
  }

  get worthARetry() {
    return c.report_worth_a_retry(this.handle) === 1;
  }

  render(format = 'text', { lang = 'en', ...options } = {}) {
    for (const name of Object.keys(options)) {
      if (!Object.hasOwn(RENDER, name)) throw new TypeError(`no such option of rendering: ${name}`);
    }
    for (const [name, [option, usual]] of Object.entries(RENDER)) {
      check(c.report_set(this.handle, option, Number(options[name] ?? usual)));
    }
    const text = c.report_render(this.handle, format, lang);
    if (text === null) throw new RangeError(`no such format: ${format}; there are ${formats.join(', ')}`);
    return text;
  }

  toString() {
    return this.render();
  }
}

let builtin;

class Scanner extends Owner {
  constructor({ rules = builtin ??= new Rules(), source = '', ...options }) {
    super(c.scanner_new(rules.handle), c.scanner_free);
    for (const [name, value] of Object.entries(options)) {
      if (!Object.hasOwn(SCAN, name)) throw new TypeError(`no such option: ${name}`);
      const number = name === 'input' ? INPUTS.indexOf(value) : value;
      check(c.scanner_set(this.handle, SCAN[name], number));
    }
    check(c.scanner_begin_job(this.handle, source, null, null));
  }

  // Both work off this thread; one call at a time.
  feed(piece) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    return this.#later(c.scanner_feed, bytes, bytes.byteLength);
  }

  async finish() {
    const out = [null];
    await this.#later(c.scanner_finish, out);
    return new Report(out[0]);
  }

  #later(call, ...values) {
    return new Promise((resolve, reject) => {
      call.async(this.handle, ...values, (error, status) => {
        try {
          if (error) throw error;
          resolve(check(status));
        } catch (failure) {
          reject(failure);
        }
      });
    });
  }

  * live() {
    for (const out = [null]; check(c.scanner_next(this.handle, out)) !== DONE;) yield findingOf(out[0]);
  }
}

/**
 * A stream that takes a log and hands out findings as they become certain:
 * `for await (const finding of createReadStream(file).pipe(new Diagnosis()))`.
 * `report` is a promise of the ranked end; asking for it lets the stream flow.
 */
export class Diagnosis extends Transform {
  #scanner;
  #report;
  #settle;

  constructor(options = {}) {
    super({ readableObjectMode: true });
    this.#scanner = new Scanner(options);
    this.#report = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#report.catch(() => {}); // whoever asks for it hears of the failure
  }

  get report() {
    if (this.readableFlowing === null) this.resume();
    return this.#report;
  }

  _transform(piece, encoding, done) {
    this.#scanner.feed(piece).then(() => {
      for (const finding of this.#scanner.live()) this.push(finding);
      done();
    }).catch(done);
  }

  _flush(done) {
    this.#scanner.finish().then((report) => {
      this.#settle.resolve(report);
      done();
    }).catch(done);
  }

  _destroy(error, done) {
    this.#settle.reject(error ?? new LogdiagError('the stream was closed before its end'));
    done(error);
  }
}

/** A promise of the report of a log: text, bytes, or anything that yields them in pieces. */
export async function diagnose(log, options = {}) {
  const scanner = new Scanner(options);
  try {
    const whole = typeof log === 'string' || ArrayBuffer.isView(log);
    for await (const piece of whole ? [log] : log) await scanner.feed(piece);
    return await scanner.finish();
  } finally {
    scanner.close();
  }
}

export const version = c.version();
export const formats = strings((i) => c.format_name(i));
export const inputs = [...INPUTS];
