import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Labels } from '@tocsin/model';
import { InvalidConfiguration } from '#config/config-error';
import { parseFlags } from '#config/flags';
import { loadConfiguration } from '#config/load';
import { readRoutingTests, type RoutingTest } from '#config/routing-tests';
import type { Policy } from '#core/policy';
import type { Route } from '#core/route/route-tree';
import { type TrialAnswer, tryRouting } from '#core/trial';
import { policyFrom } from '#engine/policy';
import { systemClock } from '#lib/clock';
import { defineVerb, WrongArguments } from './define-verb.ts';
import type { Terminal } from './verb.ts';

const usage = `Usage: tocsin routes test [--config.file=FILE] [--at=TIME] LABEL=VALUE ...
       tocsin routes test [--config.file=FILE] --tests=FILE
       tocsin routes show [--config.file=FILE]

Where would an alert go, and who would be told at that time: silences, inhibition and time intervals applied.
With --tests, every expectation of a YAML file is held against the configuration; exit code 1 if one fails:

  config: alertmanager.yml          # beside this file
  tests:
    - name: a database that is slow at night pages its team and nobody else
      at: 2026-10-20T03:00:00+02:00
      alert: {alertname: Slow, team: db, severity: critical}
      firing: [{alertname: ClusterDown, cluster: a}]
      silences: [{matchers: ['team="web"']}]
      expect: {receivers: [db-pager], muted: {db-chat: muted-interval}}
`;

const options = {
  'config.file': { type: 'string' },
  'tocsin.config.file': { type: 'string' },
  at: { type: 'string' },
  tests: { type: 'string' },
} as const;

export const routesVerb = defineVerb({
  ...{ name: 'routes', usage, options },
  async run({ values, positionals }, terminal) {
    const [what, ...rest] = positionals;
    if (what === 'show') return show(await policyOf(values), terminal);
    if (what !== 'test') throw new WrongArguments('say what to do: test, or show');
    return values.tests ? runTests(values.tests, values, terminal) : askOnce(rest, values, terminal);
  },
});

interface Values {
  readonly 'config.file'?: string | undefined;
  readonly 'tocsin.config.file'?: string | undefined;
  readonly at?: string | undefined;
}

async function policyOf(values: Values, file = values['config.file'] ?? 'alertmanager.yml'): Promise<Policy> {
  const own = values['tocsin.config.file'];
  const flags = parseFlags([`--config.file=${file}`, ...(own ? [`--tocsin.config.file=${own}`] : [])]);
  if (!flags.ok) throw new Error(flags.error);
  const configuration = await loadConfiguration(flags.value);
  const names = [...configuration.alertmanager.receivers.keys()];
  return policyFrom(configuration, new Map(names.map((name) => [name, []])));
}

async function askOnce(written: readonly string[], values: Values, terminal: Terminal): Promise<number> {
  const labels = labelsOf(written);
  const at = values.at === undefined ? systemClock.now() : Date.parse(values.at);
  if (Number.isNaN(at)) throw new WrongArguments('--at is no time: write 2026-10-20T03:00:00+02:00');
  const answers = tryRouting(await policyOf(values), { at, alert: labels, firing: [], silences: [] });
  for (const answer of answers) terminal.print(`${lineOf(answer)}\n`);
  return 0;
}

function labelsOf(written: readonly string[]): Labels {
  if (written.length === 0) throw new WrongArguments('name the alert by its labels: alertname=Slow team=db');
  const labels: Record<string, string> = {};
  for (const one of written) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(one) ?? [];
    if (name === undefined || value === undefined)
      throw new WrongArguments(`${JSON.stringify(one)} is no label: write name=value`);
    labels[name] = value.replace(/^"(.*)"$/s, '$1');
  }
  return labels;
}

const lineOf = ({ route, groupKey, reason, told }: TrialAnswer): string =>
  `${told ? 'told    ' : 'not told'}  ${route.receiver}  (${told ? '' : `${reason}; `}route in line ${route.line}, group ${groupKey})`;

async function runTests(file: string, values: Values, terminal: Terminal): Promise<number> {
  const { config, tests } = readRoutingTests(file, readText(file));
  const beside = config === undefined ? undefined : path.resolve(path.dirname(file), config);
  const policy = await policyOf(values, values['config.file'] ?? beside);
  let failed = 0;
  for (const test of tests) {
    const problems = problemsOf(policy, test);
    if (problems.length > 0) failed += 1;
    terminal.print(`${problems.length === 0 ? 'pass' : 'FAIL'}  ${test.name}  (${file}:${test.line})\n`);
    for (const problem of problems) terminal.print(`      ${problem}\n`);
  }
  terminal.print(`${tests.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

function problemsOf(policy: Policy, test: RoutingTest): string[] {
  const answers = tryRouting(policy, {
    at: test.at ?? systemClock.now(),
    alert: test.alert,
    firing: test.firing,
    silences: test.silences.map(({ matchers, ...silence }) => ({
      ...{ ...silence, matcherSets: [matchers], receiverMatcherSets: [], annotations: {} },
      createdBy: 'test',
    })),
  });
  const told = answers.filter((answer) => answer.told).map(({ route }) => route.receiver);
  const problems: string[] = [];
  if (told.join('\n') !== test.receivers.join('\n'))
    problems.push(
      `told: ${listed(told)}; expected ${listed(test.receivers)}`,
      ...answers.map((answer) => `  ${lineOf(answer)}`),
    );
  for (const [receiver, reason] of Object.entries(test.muted ?? {})) {
    const found = answers.filter(({ route }) => route.receiver === receiver);
    if (!found.some((answer) => !answer.told && answer.reason === reason))
      problems.push(
        `${receiver}: expected ${reason}, but ${found.length === 0 ? 'no route goes there' : found.map((each) => (each.told ? 'it is told' : each.reason)).join(', ')}`,
      );
  }
  return problems;
}

const listed = (names: readonly string[]): string => (names.length === 0 ? 'nobody' : names.join(', '));

function show(policy: Policy, terminal: Terminal): number {
  const [root] = policy.router.routes;
  if (root) for (const line of treeOf(root, '')) terminal.print(`${line}\n`);
  return 0;
}

function* treeOf(route: Route, indent: string): Generator<string> {
  const own = route.key.slice(route.key.lastIndexOf('/{') + 1);
  const more = route.continue ? ', and goes on' : '';
  yield `${indent}${own}  ${route.receiver}${more}  (line ${route.line})`;
  for (const child of route.children) yield* treeOf(child, `${indent}  `);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new InvalidConfiguration([
      { file, line: 1, column: 1, message: 'there is no such file: mend --tests' },
    ]);
  }
}
