import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkBookGroup } from '#config/rule-book';
import { printRuleFile } from '#config/rule-book-file';
import type { BookGroup } from '#core/rule-book';
import { ensurePrometheus } from '../../scripts/servers/prometheus.ts';

const odd = fc.oneof(
  fc.constantFrom(
    'yes',
    'off',
    'null',
    '~',
    '12:30',
    '0x1F',
    '1_000',
    '- a',
    'a: b',
    '#x',
    '%',
    '@',
    '*a',
    '2001-01-01',
  ),
  fc.string({ maxLength: 20 }),
  fc.string({ maxLength: 20, unit: 'grapheme' }),
  fc
    .array(fc.constantFrom('line', ' indented', '', '\t', '"', "'"), { maxLength: 4 })
    .map((all) => all.join('\n')),
);
/** Classic names alone: Prometheus 2 knows no others. */
const named = fc.dictionary(
  fc.constantFrom('severity', 'yes', 'n', 'null', '_1', 'team'),
  odd.filter((text) => !text.includes('{{')),
);
const length = fc.constantFrom(undefined, '1m', '90s', '1h30m');
const rule = fc.record({
  alert: odd.filter((text) => text !== '' && !text.includes('{{')),
  expr: fc.constantFrom(
    'up',
    'up > 1\n  and\nup < 2',
    'a{b="x\\ny: #"}',
    'vector(1) # note\n',
    '"a" == bool 1 or up',
  ),
  for: length,
  keep_firing_for: length,
  labels: named,
  annotations: named,
});
const group: fc.Arbitrary<BookGroup> = fc
  .record({
    name: odd.filter((text) => text !== ''),
    interval: length,
    limit: fc.constantFrom(undefined, 5),
    source: fc.constantFrom(undefined, 'default'),
    rules: fc.array(rule, { maxLength: 3 }),
  })
  .map((each) => JSON.parse(JSON.stringify(each)) as BookGroup);

const sources = new Map([['default', { intervalMs: 60_000, queryOffsetMs: 0 }]]);

test('promtool accepts what is exported, whatever names and texts people gave', async () => {
  const { promtool, env } = await ensurePrometheus();
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-export-'));
  const groups = fc.sample(group, 300).filter((each) => checkBookGroup(each, sources).errors.length === 0);
  expect(groups.length).toBeGreaterThan(100);
  const files = groups.map((each, index) => {
    const file = path.join(folder, `${index}.yml`);
    writeFileSync(
      file,
      printRuleFile([each, { name: `${each.name} 2`, source: 'default', rules: each.rules }]),
    );
    return file;
  });
  const refused = await new Promise<string>((resolve, reject) => {
    const child = spawn(promtool, ['check', 'rules', '--lint=none', ...files], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0 ? '' : said));
  });
  expect(refused).toBe('');
  rmSync(folder, { recursive: true, force: true });
}, 120_000);
