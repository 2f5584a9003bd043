import { isDeepStrictEqual } from 'node:util';
import { knownRulesId } from '#core/rule/known-rules';
import { sourceOfId } from '#core/rule/rule-id';
import { alertSamples } from '#core/rule/samples';
import type { RuleGroup } from '#core/rule/rule';
import { isRuleState } from '#core/rule/state';
import { createGroupRun, type GroupRun } from './evaluation/group-run.ts';
import type { Evaluated, EvaluatedSource, EvaluatorParts } from './evaluation/parts.ts';
import { createRemovedRules, type RemovedRules } from './evaluation/removed-rules.ts';
import { type SourceRun, startSource } from './evaluation/source-run.ts';
import { watchRuleId } from './evaluation/source-watch.ts';
import { type GroupView, groupView, type SourceView, sourceView, watchView } from './evaluation/view.ts';

export type * from './evaluation/parts.ts';
export type * from './evaluation/view.ts';

/** Evaluates the rules of all groups at their slots and hands what changed to the engine. */
export interface Evaluator {
  start(): void;
  /** Resolves once nothing is under way; queries in flight are given up. */
  stop(): Promise<void>;
  /** Evaluates the groups due at `now`; resolves with the next due time. */
  step(now: number): Promise<number>;
  /**
   * Evaluates these from now on. Groups that are as they were go on undisturbed; in others each rule that is still there
   * goes on from its state and its last evaluations; rules that are gone resolve what they had firing.
   */
  replace(next: Evaluated): Promise<void>;
  /** The rules with their health, alerts and last evaluations; the built-in ones come last. */
  groups(): readonly GroupView[];
  sources(): readonly SourceView[];
}

/** So long an evaluation under way may take to end when its group is replaced. */
const finishWithinMs = 5_000;

/** Throws where a group names a source that is not there. */
export function createEvaluator(first: Evaluated, parts: EvaluatorParts): Evaluator {
  let sources = sourceRuns(first, parts);
  let removed = removedFrom(first, parts);
  const prepare = (now: number): Promise<void> => removed.settle(now);
  announce(sources, first, parts);
  rememberSaid(sources, first, parts);
  for (const run of withoutGroups(sources, first)) endSaid(run, parts.clock.now());
  let runs: readonly GroupRun[] = startRuns(first, { sources, parts, prepare });
  let running = false;
  let replacing: Promise<void> = Promise.resolve();
  const replace = async (next: Evaluated): Promise<void> => {
    for (const group of next.groups) givenOf(next, group.source);
    const before = runs;
    const kept = unchanged(before, next);
    // What is under way belongs to the rules as they were, and to the connections: it ends first.
    await Promise.all(before.filter((run) => !kept.has(run)).map((run) => run.finish(finishWithinMs)));
    // What it was to end may be loaded again.
    await removed.stop();
    for (const run of withoutGroups(sources, next)) endSaid(run, parts.clock.now());
    sources = sourceRuns(next, { ...parts, downtimeMs: 0 }, { sources, runs: before });
    removed = removedFrom(next, parts);
    announce(sources, next, parts);
    runs = startRuns(next, { sources, parts, prepare, before, kept });
    if (!running) return;
    void removed.settle(parts.clock.now());
    for (const run of runs) if (!before.includes(run)) run.start();
  };

  return {
    start() {
      running = true;
      void removed.settle(parts.clock.now());
      for (const run of runs) run.start();
    },
    async stop() {
      running = false;
      await replacing;
      await Promise.all([removed.stop(), ...runs.map((run) => run.stop())]);
    },
    async step(now) {
      await removed.settle(now);
      await Promise.all(runs.filter((run) => run.times.dueAt <= now).map((run) => run.evaluate(now)));
      return Math.min(...runs.map((run) => run.times.dueAt));
    },
    replace(next) {
      const replaced = replacing.then(() => replace(next));
      replacing = replaced.catch(() => undefined);
      return replaced;
    },
    groups: () => [...runs.map(groupView), ...[...sources.values()].map((source) => watchView(source, runs))],
    sources: () => [...sources.values()].map(sourceView),
  };
}

/** What rules had written before a restart ends with the alerts that have ended meanwhile. */
function rememberSaid(
  sources: ReadonlyMap<string, SourceRun>,
  { groups }: Evaluated,
  { stored, clock }: EvaluatorParts,
): void {
  const labels = new Map(groups.flatMap(({ rules }) => rules.map((rule) => [rule.id, rule.labels])));
  for (const [id, state] of stored()) {
    if (!isRuleState(state)) continue;
    const rule = { name: state.rule.name, labels: labels.get(id) ?? {} };
    const series = alertSamples(rule, Object.values(state.alerts), clock.now());
    sources.get(sourceOfId(id))?.said.remember(id, series, clock.now());
  }
}

interface Starting {
  readonly sources: ReadonlyMap<string, SourceRun>;
  readonly parts: EvaluatorParts;
  readonly prepare: (now: number) => Promise<void>;
  /** Without any, it is the start. */
  readonly before?: readonly GroupRun[];
  /** Those of them that go on as they are. */
  readonly kept?: ReadonlySet<GroupRun>;
}

function startRuns({ groups }: Evaluated, { sources, parts, prepare, before, kept }: Starting): GroupRun[] {
  const was = new Map(before?.map((run) => [run.group.id, run]));
  const atStart = before === undefined;
  const downtimeMs = atStart ? (parts.downtimeMs ?? 0) : 0;
  return groups.map((group) => {
    const same = was.get(group.id);
    if (same && kept?.has(same)) return same;
    return createGroupRun(group, {
      source: sourceOf(sources, group.source),
      parts,
      downtimeMs,
      atStart,
      prepare,
      ...(same && { before: same }),
    });
  });
}

/** Which groups there are, for the numbers about them, and for who writes which series: what ends with a rule that is gone. */
function announce(
  sources: ReadonlyMap<string, SourceRun>,
  { groups }: Evaluated,
  { clock, meter }: EvaluatorParts,
): void {
  meter?.grouped(groups.map(({ id, intervalMs, rules }) => ({ id, intervalMs, rules: rules.length })));
  for (const [name, { said }] of sources) {
    const own = groups.filter(({ source }) => source === name);
    said.load(own, clock.now());
  }
}

/** Data sources that no rule asks any more: no slot of theirs comes. */
const withoutGroups = (sources: ReadonlyMap<string, SourceRun>, { groups }: Evaluated): SourceRun[] =>
  [...sources].filter(([name]) => !groups.some(({ source }) => source === name)).map(([, run]) => run);

function endSaid({ said, given }: SourceRun, now: number): void {
  said.load([], now);
  const ended = said.due(Infinity);
  if (ended.length > 0) void given.samples?.write(ended);
}

function sourceOf(sources: ReadonlyMap<string, SourceRun>, name: string): SourceRun {
  const source = sources.get(name);
  if (!source) throw new Error(`there is no data source ${JSON.stringify(name)}`);
  return source;
}

function givenOf({ sources }: Evaluated, name: string): EvaluatedSource {
  const source = sources.find((given) => given.name === name);
  if (!source) throw new Error(`there is no data source ${JSON.stringify(name)}`);
  return source;
}

interface RunsBefore {
  readonly sources: ReadonlyMap<string, SourceRun>;
  readonly runs: readonly GroupRun[];
}

/** What a source that no group asks was last found to be is not known any more: nobody evaluates the rule about it. */
function sourceRuns(
  next: Evaluated,
  parts: EvaluatorParts,
  { sources, runs }: RunsBefore = { sources: new Map(), runs: [] },
): Map<string, SourceRun> {
  const asked = askedOf(next.groups);
  const askedBefore = askedOf(runs.map(({ group }) => group));
  return new Map(
    next.sources.map((given) => {
      const before = sources.get(given.name);
      if (before && asked.has(given.name) && askedBefore.has(given.name)) {
        before.given = given;
        return [given.name, before];
      }
      const anew = asked.has(given.name) ? parts : { ...parts, stored: () => new Map() };
      return [given.name, startSource(given, anew, before?.said)];
    }),
  );
}

const askedOf = (groups: readonly RuleGroup[]): ReadonlySet<string> =>
  new Set(groups.map(({ source }) => source));

/** The runs that go on as they are: they ask over the same connections, too. */
function unchanged(runs: readonly GroupRun[], next: Evaluated): ReadonlySet<GroupRun> {
  const groups = new Map(next.groups.map((group) => [group.id, group]));
  const clients = new Map(next.sources.map(({ name, client }) => [name, client]));
  return new Set(
    runs.filter(
      (run) =>
        clients.get(run.group.source) === run.client &&
        isDeepStrictEqual(groups.get(run.group.id), run.group),
    ),
  );
}

function removedFrom({ groups, sources }: Evaluated, parts: EvaluatorParts): RemovedRules {
  const loaded = new Set([
    ...[...askedOf(groups)].map(watchRuleId),
    ...groups.map(({ id }) => knownRulesId(id)),
    // One that records has no state: what was stored was of an alerting rule in its place.
    ...groups.flatMap(({ rules }) => rules.flatMap(({ id, kind }) => (kind === 'alerting' ? [id] : []))),
  ]);
  const labels = new Map(sources.map(({ name, externalLabels }) => [name, externalLabels]));
  return createRemovedRules(loaded, { ...parts, externalLabelsOf: (source) => labels.get(source) ?? {} });
}
