// Never run: what a program in TypeScript may write, and that mistakes are seen.
import { createReadStream } from 'node:fs';
import { diagnose, Diagnosis, Rules, RulesError, formats, inputs, type Finding, type Report } from 'logdiag';
const rules = new Rules({ paths: ['x'], builtin: true });
const report: Report = await diagnose(createReadStream('a'), { rules, input: 'github' });
for (const f of report) { const t: string = f.title.zh; const c: string | undefined = f.captures['owner']; console.log(t, c); }
const d = createReadStream('a').pipe(new Diagnosis({ source: 'a' }));
for await (const finding of d) { const f: Finding = finding; console.log(f.id); }
console.log((await d.report).render('text', { lang: 'zh', width: 0 }), formats, inputs);
try { new Rules({ texts: ['{'] }); } catch (e) { if (e instanceof RulesError) console.log(e.problems[0]); }
// @ts-expect-error no such input
await diagnose('x', { input: 'papyrus' });
