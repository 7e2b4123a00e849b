// The Node binding against the command, off the main thread, and for leaks.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createReadStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { diagnose, Diagnosis, formats, LogdiagError, Rules, RulesError } from 'logdiag';

const NAME = 'tests/logs/ghcr-push.log';
const LOG = readFileSync(NAME);
const RULE = JSON.stringify({
  schema: 1, id: 'local/widget', category: 'build', severity: 'warning', role: 'cause', owner: 'code',
  transient: true, title: { en: 'Widget {name} is gone', zh: '未找到部件 {name}' },
  match: { any: ["widget '(?P<name>[^']{1,40})' is gone"] }, captures: { name: { fallback: 'NAME' } },
  diagnosis: { en: 'It went away', zh: '它不见了' }, fix: [{ en: 'Bring {name} back', zh: '恢复 {name}' }],
  docs: ['https://example.com/widget'],
  samples: [{ name: 'one', log: ["widget 'a' is gone"], line: 1 }],
});
const command = (args, input) => execFileSync(process.env.LOGDIAG, args, { input, encoding: 'utf8' });

// Pieces of 1 to 1000 bytes, the same ones in every run.
function* pieces(seed) {
  let state = seed;
  for (let at = 0; at < LOG.length;) {
    state = (state * 1103515245 + 12345) % 2147483648;
    const size = [1, 7, 80, 1000][(state >> 16) % 4];
    yield LOG.subarray(at, at + size);
    at += size;
  }
}

if (isMainThread) {
  test('in one piece as the command', async () => {
    const report = await diagnose(LOG, { source: NAME });
    assert.equal(report.render('json'), command(['--format', 'json', NAME]));
    assert.equal((await diagnose(LOG.toString())).render('json'), command(['--format', 'json'], LOG));
  });

  test('in random pieces as the command', async () => {
    const expected = command(['--format', 'json', NAME]);
    for (let seed = 1; seed <= 10; ++seed) {
      assert.equal((await diagnose(pieces(seed), { source: NAME })).render('json'), expected);
      const stream = Readable.from(pieces(seed), { objectMode: false }).pipe(new Diagnosis({ source: NAME }));
      const live = [];
      for await (const finding of stream) live.push(finding.id);
      const report = await stream.report;
      assert.equal(report.render('json'), expected);
      assert.ok(live.length > 0);
      const ids = report.findings.map((finding) => finding.id);
      assert.deepEqual(live.filter((id) => !ids.includes(id)), []);
    }
  });

  test('as the end of a pipeline', async () => {
    const diagnosis = new Diagnosis({ source: NAME });
    const report = diagnosis.report; // flows from here on
    await pipeline(createReadStream(NAME), diagnosis);
    assert.equal((await report).findings[0].id, 'ghcr/write-package-denied');
    const broken = new Diagnosis();
    const failed = assert.rejects(broken.report, /broken pipe/);
    broken.on('error', () => {}).destroy(new Error('broken pipe'));
    await failed;
  });

  test('findings are plain objects', async () => {
    const report = await diagnose(createReadStream(NAME), { source: NAME });
    const [first] = report;
    const [shown] = JSON.parse(report.render('json')).findings;
    report.close();
    assert.throws(() => report.render(), LogdiagError);
    assert.equal(first.id, shown.rule);
    for (const key of ['title', 'captures', 'docs', 'severity', 'role', 'owner']) {
      assert.deepEqual(first[key], shown[key], key);
    }
    assert.deepEqual([first.line, first.offset, first.source, first.cause],
      [shown.location.line, shown.location.offset, NAME, null]);
    assert.match(first.title.zh, /octo-org 的软件包/);
  });

  test('every format', async () => {
    const report = await diagnose(LOG);
    for (const name of formats) assert.ok(report.render(name, { lang: 'zh' }).length > 0, name);
    assert.match(report.render('text', { lang: 'zh', width: 0 }), /octo-org 的软件包/);
    assert.match(report.render('text', { color: true }), /\x1b\[/);
    assert.doesNotMatch(`${report}`, /\x1b\[/);
    assert.equal(report.worthARetry, false);
    assert.throws(() => report.render('papyrus'), /papyrus.*markdown/);
    assert.throws(() => report.render('text', { colour: true }), TypeError);
    assert.throws(() => report.render('text', { width: -1 }), LogdiagError);
  });

  test('options', async () => {
    const report = await diagnose(LOG, { input: 'plain' });
    assert.equal(JSON.parse(report.render('json')).statistics.input, 'plain');
    await assert.rejects(diagnose(LOG, { input: 'papyrus' }), LogdiagError);
    await assert.rejects(diagnose(LOG, { context: -1 }), LogdiagError);
    await assert.rejects(diagnose(LOG, { kontext: 1 }), TypeError);
    for (const log of ['', Buffer.from([0, 255, 254])]) assert.equal((await diagnose(log)).findings.length, 0);
  });

  test('own rules', async () => {
    const rules = new Rules({ texts: [RULE] });
    const rule = rules.get('local/widget');
    assert.deepEqual([rule.title.zh, rule.severity, rule.transient], ['未找到部件 {name}', 'warning', true]);
    assert.equal(rules.get('no/such'), undefined);
    assert.equal([...rules].length, rules.size);
    const [first] = await diagnose("widget '零件' is gone\n", { rules });
    assert.equal(first.title.en, 'Widget 零件 is gone');
  });

  test('bad rules are refused', () => {
    assert.throws(() => new Rules({ texts: [RULE, '{', RULE.replace('{1,40})', '{1,40}')] }), (error) => {
      assert.ok(error instanceof RulesError && error.problems.length >= 2);
      assert.match(error.message, /text 2/);
      return true;
    });
    assert.throws(() => new Rules({ builtin: false }), RulesError);
    assert.throws(() => new Rules({ paths: ['/does/not/exist'] }), LogdiagError);
  });

  test('many at once, and in worker threads', async () => {
    const expected = (await diagnose(LOG)).render('json');
    const reports = await Promise.all(Array.from({ length: 32 }, () => diagnose(LOG)));
    for (const report of reports) assert.equal(report.render('json'), expected);
    const answers = await Promise.all(Array.from({ length: 3 }, () => new Promise((resolve, reject) => {
      new Worker(new URL(import.meta.url)).once('message', resolve).once('error', reject);
    })));
    for (const answer of answers) assert.equal(answer, expected);
  });

  test('no leak in 10,000 calls', async () => {
    const rules = new Rules({ builtin: false, texts: [RULE] });
    const calls = async (count) => {
      for (let number = 1; number <= count; ++number) {
        const report = await diagnose("one\nwidget 'a' is gone\n", { rules });
        assert.equal(report.findings.length, 1);
        report.render('json');
        // Collected by count: the collector does not see what C holds.
        if (number % 200 === 0) {
          assert.throws(() => new Rules({ builtin: false, texts: ['{'] }), RulesError);
          globalThis.gc();
          await setImmediate();
        }
      }
      globalThis.gc();
      await setImmediate();
      return process.memoryUsage.rss();
    };
    const before = await calls(4000);
    const after = await calls(10_000);
    assert.ok(after - before < 8 << 20, `${after - before} bytes more`);
  });
} else {
  diagnose(LOG).then((report) => parentPort.postMessage(report.render('json')));
}
