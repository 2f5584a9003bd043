import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../../alert-service/test/kit/real-prometheus.ts';
import { checkPromql } from '../../alert-service/src/prometheus/promql.ts';
import { serviceNames } from '../../demo/src/faults.ts';
import { ensurePrometheus, type Prometheus } from '../../scripts/servers/prometheus.ts';
import {
  panelQuestions,
  type Question,
  ruleQuestions,
  substituted,
  variableQuestions,
} from './kit/queries.ts';
import { rules, rulesFolder } from './kit/read.ts';
import { startDemo } from './kit/running-demo.ts';

let real: Prometheus;
beforeAll(async () => {
  real = await ensurePrometheus();
}, 120_000);

const questions = [...panelQuestions, ...variableQuestions, ...ruleQuestions];

test('every query of the dashboards and every expression of the rules is PromQL whose answer is an instant vector', () => {
  const whole = rules.map(({ file, alert, expr }) => ({ from: `${file}, rule ${alert}`, expr }));
  const checked = [...questions, ...whole].map(({ from, expr }) => ({
    from,
    ...checkPromql(substituted(expr)),
  }));
  expect(checked.filter((each) => each.problem !== undefined || each.type !== 'instant vector')).toEqual([]);
  expect([...questions, ...whole].filter(({ expr }) => substituted(expr).includes('$'))).toEqual([]);
});

test('promtool accepts the rule files as they are', async () => {
  const files = readdirSync(rulesFolder).map((name) => join(rulesFolder, name));
  const { stdout } = await promisify(execFile)(real.promtool, ['check', 'rules', ...files], {
    env: { ...process.env, ...real.env },
  });
  expect(stdout).toContain('SUCCESS');
});

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly { readonly value: readonly [number, string] }[] };
}

test('on the running demo a real Prometheus has numbers for each of them, and for each service unless the panel says why not', async () => {
  await using prometheus = await startDemo();
  const numbers = async (expr: string): Promise<number> => {
    const body = new URLSearchParams({ query: expr });
    const answer = (await (
      await fetch(`${prometheus.url}/api/v1/query`, { method: 'POST', body })
    ).json()) as Answer;
    if (!answer.data) throw new Error(`${expr}: ${answer.error ?? answer.status}`);
    return answer.data.result.filter(({ value }) => Number.isFinite(Number(value[1]))).length;
  };
  const servicesOf = ({ ofService }: Question): readonly string[] => (ofService ? serviceNames : ['']);
  const withNumbers = async (question: Question): Promise<string[]> => {
    const asked = servicesOf(question).map(async (service) => ({
      service,
      found: (await numbers(substituted(question.expr, service))) > 0,
    }));
    return (await Promise.all(asked)).filter(({ found }) => found).map(({ service }) => service);
  };

  /** A panel that says in words why it is empty may be so for some services; any other has numbers for each. */
  const fewest = (question: Question): number =>
    question.noValue === undefined || question.noValue === 'not known' ? servicesOf(question).length : 1;

  let open: readonly Question[] = questions;
  await eventually('every query has numbers', async () => {
    const asked = await Promise.all(
      open.map(async (question) => ({ question, has: await withNumbers(question) })),
    );
    open = asked.filter(({ question, has }) => has.length < fewest(question)).map(({ question }) => question);
    return open.length === 0;
  }).catch((error: Error) => {
    if (!error.message.startsWith('never came true')) throw error;
  });
  expect(open.map(({ from, expr }) => `${from}: ${expr}`)).toEqual([]);
}, 60_000);
