import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { Scenario } from './scenario.ts';

export interface Loaded {
  /** Path below the folder, without its ending: `routing/continue`. */
  readonly id: string;
  readonly scenario: Scenario;
}

/** The message says what to mend. */
export class ScenarioError extends Error {
  override name = 'ScenarioError';
}

/** The scenarios that come with this package. */
export const scenarioFolder = path.resolve(import.meta.dirname, '../scenarios');

/** Every scenario below the folder, in the order of their ids. */
export async function loadScenarios(folder = scenarioFolder): Promise<Loaded[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.yaml'));
  return Promise.all(files.sort().map((file) => loadOne(folder, file)));
}

async function loadOne(folder: string, file: string): Promise<Loaded> {
  const text = await readFile(path.join(folder, file), 'utf8');
  return { id: file.replace(/\.yaml$/, '').replaceAll(path.sep, '/'), scenario: scenarioOf(text, file) };
}

export function scenarioOf(text: string, file: string): Scenario {
  const found = Scenario.safeParse(parseYaml(text, file));
  if (!found.success) throw new ScenarioError(`${file}: ${z.prettifyError(found.error)}`);
  const unknown = unknownNames(found.data);
  if (unknown.length > 0) throw new ScenarioError(`${file}: nothing is called ${unknown.join(', ')}`);
  return found.data;
}

function parseYaml(text: string, file: string): unknown {
  try {
    const value: unknown = parse(text);
    return value;
  } catch (error) {
    throw new ScenarioError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Names of alerts and configurations that the scenario uses and does not define: a typing mistake would else pass. */
function unknownNames(scenario: Scenario): string[] {
  const { alerts, configs, steps, notifications, beyond } = scenario;
  const used = steps.flatMap((step): string[] => {
    if ('post' in step) return step.post.map((each) => (typeof each === 'string' ? each : each.alert));
    return 'resolve' in step ? step.resolve : [];
  });
  const told = [...notifications, ...(beyond?.notifications ?? [])]
    .flatMap(({ firing, resolved }) => [...firing, ...resolved])
    .map((each) => (typeof each === 'string' ? each : each.alert));
  const reloaded = steps.flatMap((step) => ('reload' in step ? [step.reload] : []));
  return [
    ...[...used, ...told].filter((name) => !(name in alerts)),
    ...reloaded.filter((name) => name !== 'config' && !(name in configs)),
  ];
}
