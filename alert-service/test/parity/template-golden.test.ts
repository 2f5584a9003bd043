import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { trusted } from './html-functions.ts';
import { decode } from './template-data.ts';
import { evaluation, notification, notificationFunctions } from './template-edges.ts';
import { failedExpansion, renderPrometheus, renderPrometheusSync, TemplateError } from '#template/index';
import { functionTable, TemplateSet } from '#template/index';

interface Golden {
  readonly template: string;
  readonly value?: string;
  readonly output?: string;
  readonly error?: string;
}

function read(name: string): { data?: unknown; cases: Golden[] } {
  const path = join(import.meta.dirname, '../../src/template/__golden__', `${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as { data?: unknown; cases: Golden[] };
}

function attempt(run: () => string): { output?: string; error?: string } {
  try {
    return { output: run() };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { error: error.goText };
  }
}

/** Where our message says more than Go's: the type inside an interface, for one. */
const ownWords = /interface \{\}|non-function|return values/;

function comparable(golden: Golden): Golden {
  return golden.error !== undefined && ownWords.test(golden.error)
    ? { ...golden, error: 'own words' }
    : golden;
}

function outcome(golden: Golden, run: () => string): Golden {
  const got = attempt(run);
  const own = got.error !== undefined && ownWords.test(golden.error ?? '');
  const { template, value } = golden;
  return {
    template,
    ...(value === undefined ? {} : { value }),
    ...got,
    ...(own ? { error: 'own words' } : {}),
  };
}

const wanted = (cases: readonly Golden[]): Golden[] => cases.map(comparable);

test('the text language gives what Go gave, byte for byte', () => {
  const { data, cases } = read('text');
  const value = decode(data);
  const got = cases.map((golden) =>
    outcome(golden, () =>
      new TemplateSet([{ name: 't', text: golden.template }], functionTable({})).execute('t', value),
    ),
  );
  expect(got).toEqual(wanted(cases));
});

const openBraces = /branches end in different contexts: .*jsCtx\w+ \[\d/;

test('HTML templates give what Go’s html/template gave, its errors too', () => {
  const { data, cases } = read('html');
  const value = decode(data);
  const functions = functionTable(trusted);
  // Where loops leave braces open inside a template literal, Go tells of the else branch and we of the loop.
  const compared = cases.filter(({ error = '' }) => !openBraces.test(error));
  const got = compared.map((golden) =>
    outcome(golden, () =>
      new TemplateSet([{ name: 't', text: golden.template }], functions, { html: true }).execute('t', value),
    ),
  );
  expect(got.length).toBeGreaterThan(1000);
  expect(got).toEqual(wanted(compared));
});

test('notification templates give what Alertmanager gave', () => {
  const { cases } = read('alertmanager');
  const list = '{{define "list"}}{{range .}}- {{.Labels.instance}}{{"\\n"}}{{end}}{{end}}';
  const set = new TemplateSet([{ name: '', text: list }], functionTable(notificationFunctions));
  expect(
    cases.map((golden) => outcome(golden, () => set.executeText(golden.template, notification))),
  ).toEqual(wanted(cases));
});

const valueOf = ({ value = '1234567.891' }: Golden): number => Number(value.replace('Inf', 'Infinity'));

test('templates of rules give what Prometheus gave', () => {
  const { cases } = read('prometheus');
  const got = cases.map((golden) => {
    const found = outcome(golden, () => renderPrometheusSync(golden.template, evaluation(valueOf(golden))));
    const stage = found.error?.startsWith('template: __alert_X:1: ') === true ? 'parsing' : 'executing';
    return found.error === undefined || found.error === 'own words'
      ? found
      : { ...found, error: `error ${stage} template __alert_X: ${found.error}` };
  });
  expect(got).toEqual(wanted(cases));
});

test('a query that waits changes nothing in the outcome', async () => {
  for (const golden of read('prometheus').cases) {
    if (!golden.template.includes('query')) continue;
    const input = evaluation(valueOf(golden));
    const waiting = { ...input, query: async (expression: string) => input.query(expression) };
    const got = await renderPrometheus(golden.template, waiting).catch((error: unknown) => {
      return error instanceof TemplateError ? failedExpansion(error, 'X') : String(error);
    });
    expect(got).toBe(golden.output ?? `<error expanding template: ${golden.error}>`);
  }
});
