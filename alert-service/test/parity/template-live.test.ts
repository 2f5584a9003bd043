import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fuzzData, template } from './template-arbitrary.ts';
import { decode } from './template-data.ts';
import { functionTable, TemplateError, TemplateSet } from '#template/index';

const hasGo = spawnSync('go', ['version']).status === 0;
const againstGo = hasGo ? test : test.skip;

interface Answer {
  readonly output: string;
  readonly error?: string;
}

function askGo(templates: readonly string[]): Answer[] {
  const input = templates.map((text) => JSON.stringify({ template: text, data: fuzzData })).join('\n');
  const program = join(import.meta.dirname, 'text-template/main.go');
  const { stdout, stderr, status } = spawnSync('go', ['run', program], { input, maxBuffer: 1e9 });
  if (status !== 0) throw new Error(stderr.toString());
  return stdout
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
}

function ask(text: string): string {
  try {
    return new TemplateSet([{ name: 't', text }], functionTable({})).execute('t', decode(fuzzData));
  } catch (error) {
    if (error instanceof TemplateError) return 'error';
    throw error;
  }
}

/** Go's `slice` refuses an index that comes straight out of a map of any values; ours takes it. */
const sliceQuirk = 'cannot index slice/array with type interface {}';

againstGo(
  'random templates give what the installed Go gives (skipped without go on the PATH)',
  () => {
    // An address, which %p prints, is never the same.
    const templates = fc.sample(template, { numRuns: 3000, seed: Number(process.env['FUZZ_SEED'] ?? 42) });
    const asked = templates.filter((text) => !/%[^%a-zA-Z]*p/.test(text));
    const answers = askGo(asked);
    const compared = asked.flatMap((text, at) => {
      const answer = answers[at];
      if (answer === undefined || answer.error?.includes(sliceQuirk) === true) return [];
      return [{ text, go: answer.error === undefined ? answer.output : 'error', ours: ask(text) }];
    });
    expect(compared.length).toBeGreaterThan(2000);
    expect(compared.filter(({ go, ours }) => go !== ours)).toEqual([]);
  },
  120_000,
);
