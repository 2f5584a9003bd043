import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { htmlData, htmlTemplate } from './html-arbitrary.ts';
import { trusted } from './html-functions.ts';
import { decode } from './template-data.ts';
import { functionTable, TemplateError, TemplateSet } from '#template/index';

const hasGo = spawnSync('go', ['version']).status === 0;
const againstGo = hasGo ? test : test.skip;

interface Answer {
  readonly output: string;
  readonly error?: string;
}

function askGo(templates: readonly string[]): Answer[] {
  const input = templates
    .map((template) => JSON.stringify({ template, data: htmlData, html: true }))
    .join('\n');
  const program = join(import.meta.dirname, 'text-template/main.go');
  const { stdout, stderr, status } = spawnSync('go', ['run', program], {
    input,
    maxBuffer: 1e9,
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(stderr.toString());
  const lines = stdout.toString().trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Answer);
}

const data = decode(htmlData);
const functions = functionTable(trusted);

/** The output, or the error as Go words it. */
function ask(text: string): string {
  try {
    return new TemplateSet([{ name: 't', text }], functions, { html: true }).execute('t', data);
  } catch (error) {
    if (error instanceof TemplateError) return error.goText;
    throw error;
  }
}

/** Go counts the braces of loops in place, and so tells one error where there is another first. */
const openBraces = /^html\/template:.* branches end in different contexts: .*jsCtx\w+ \[\d/;

againstGo(
  'random HTML templates give what the installed Go gives, errors included (skipped without go on the PATH)',
  () => {
    const numRuns = Number(process.env['FUZZ_CASES'] ?? 4000);
    const templates = fc.sample(htmlTemplate, { numRuns, seed: Number(process.env['FUZZ_SEED'] ?? 42) });
    const answers = askGo(templates);
    const compared = templates.map((text, at) => {
      const go = answers[at]?.error ?? answers[at]?.output ?? 'no answer';
      return { text, go, ours: ask(text) };
    });
    expect(answers.filter(({ error }) => error === undefined).length).toBeGreaterThan(numRuns / 10);
    const wrong = compared.filter(
      ({ go, ours }) => go !== ours && !(openBraces.test(go) && openBraces.test(ours)),
    );
    expect(wrong.sort((a, b) => a.text.length - b.text.length).slice(0, 10)).toEqual([]);
  },
  120_000,
);
