import { expect, test } from '@jest/globals';
import type { LedgerEntry } from '@tocsin/model';
import fc from 'fast-check';
import { dueKey } from '#core/due-keys';
import { findStuck } from '#core/escalate/audit';
import { wantedPolicy } from '#core/escalate/begin';
import { hasArrived, isInVain, pagesOf, stillRuns } from '#core/escalate/called';
import type { AttemptResult } from '#core/input';
import type { Incident } from '#core/incident/incident';
import type { Page } from '#core/page/page';
import { isToCome } from '#core/page/running';
import { emptyState, type State } from '#core/state';
import { type Step, step } from '#core/step';
import { recover } from '#engine/recovery';
import { doCommand } from '../../kit/command-arbitrary.ts';
import { failingStore } from '../../kit/failing-store.ts';
import { type Act, configurations, type Mood, night, type Night } from '../../kit/night.ts';
import { runs } from '../../kit/runs.ts';
import { policyOf, startWorld, type World } from '../../kit/world.ts';

const delivered: AttemptResult = { outcome: 'delivered', receipt: { ts: '1' } };

function answer(world: World, mood: () => Mood): void {
  world.respond = ({ integration: to }) => {
    const now = mood();
    if (now === 'retry') return { outcome: 'retry', error: 'answered 503', status: 503 };
    if (now === 'refuse' || (now === 'people-refuse' && to.startsWith('@')))
      return { outcome: 'refused', error: 'answered 400', status: 400 };
    if (now !== 'slow') return delivered;
    return new Promise((resolve) => void world.clock.at(world.clock.now() + 7_000, () => resolve(delivered)));
  };
}

async function prove({ engine }: World): Promise<void> {
  const asked = { kind: 'proof', by: 'Mia', owner: 'mia', contact: 'slack', code: '123456' } as const;
  await engine.submit({ ...asked, change: 'ask' });
  await engine.submit({ ...asked, change: 'prove' });
}

const labelsOf = ({ alertname, severity }: { alertname: string; severity: string }) => ({
  ...{ alertname, severity, service: alertname },
});

async function carryOut(
  world: World,
  each: Exclude<Act, { act: 'crash' | 'mood' | 'store-fails' }>,
): Promise<unknown> {
  const { engine, clock } = world;
  switch (each.act) {
    case 'fire':
      return world.post({ ...labelsOf(each), instance: each.severity }, { inSeconds: 86_400 });
    case 'end':
      return world.post({ ...labelsOf(each), instance: each.severity }, { now: true, startedSecondsAgo: 10 });
    case 'command':
      return doCommand(world, each.command);
    case 'silence':
      return world.silence('critical', each.forSeconds, each.beyond);
    case 'on-call':
    case 'services':
      return engine.submit(each.input);
    case 'reload':
      return world.reload({ ...configurations[each.configuration] });
    case 'prove':
      return prove(world);
    case 'test':
      return engine.submit({
        ...{ kind: 'open-incident', origin: 'test', by: 'Mia', title: 'A test', severity: 'critical' },
        ...{ labels: {}, policy: 'p' },
      });
    case 'forget':
      return engine.submit({ kind: 'heartbeat', forgetPagesBefore: clock.now() - 60_000 });
    case 'clock':
      return clock.set(clock.now() + each.seconds * 1_000);
  }
}

interface Watch {
  /** After each commit. */
  readonly commit: (world: World, step: Step) => void;
  /** After each act. */
  readonly look: (world: World) => void;
}

async function play(acts: Night, watch: Watch): Promise<World> {
  const store = failingStore();
  let mood: Mood = 'ok';
  const begin = (started: World): World => {
    answer(started, () => mood);
    started.engine.onCommit(({ step: done }) => watch.commit(started, done));
    return started;
  };
  let world = begin(await startWorld({ ...configurations[0], store }));
  for (const { wait, next } of acts) {
    await world.clock.advanceTo(world.clock.now() + wait * 1_000);
    if (next.act === 'mood') mood = next.mood;
    else if (next.act === 'crash') {
      store.fails = () => false;
      world = begin(await world.crash({ ...configurations[next.configuration] }));
    } else if (next.act === 'store-fails') {
      store.fails = () => {
        store.fails = () => false;
        return next.how;
      };
    } else await Promise.resolve(carryOut(world, next)).catch(() => undefined);
    // Alarms look at a clock that has jumped within a minute.
    await world.clock.advanceTo(world.clock.now() + (next.act === 'clock' ? 61_000 : 1));
    watch.look(world);
  }
  mood = 'ok';
  store.fails = () => false;
  return world;
}

const longestWaitMs = 24 * 3_600_000;

/** Who should be told of it is told, or it is known when that will be. */
function isFollowed(state: State, { id }: Incident, now: number): boolean {
  const escalation = state.escalations.get(id);
  if (!escalation) return false;
  const { status, nextStepAt = Infinity, lastResortAt = -Infinity, setOutAt = 0 } = escalation;
  if (status === 'running')
    return (
      nextStepAt <= now + longestWaitMs &&
      state.flushes.peek(Infinity, 10_000).includes(dueKey('escalation', id))
    );
  const somebody = pagesOf(state, id).some(
    (page) => (hasArrived(page) && page.at >= setOutAt) || (stillRuns(page) && !isInVain(page)),
  );
  return status === 'finished' && (somebody || lastResortAt > now - 600_000);
}

function everybodyIsFollowed({ engine, clock }: World): void {
  const [state, policy, now] = [engine.state(), engine.policy(), clock.now()];
  const dropped = [...state.incidents.values()].filter(
    (incident) =>
      incident.status === 'triggered' &&
      wantedPolicy({ policy }, incident) !== undefined &&
      !isFollowed(state, incident, now),
  );
  expect(dropped.map(({ id }) => [id, state.escalations.get(id)])).toEqual([]);
  expect(findStuck({ state, policy, now }).filter(({ fault }) => fault !== 'nobody-told')).toEqual([]);
}

const despiteHolder: readonly string[] = ['assigned', 'asked', 'severity-raised', 'new-service', 'test'];

/** Nobody is called for what somebody has, unless it is said why. */
function newPagesAreWanted({ engine }: World, { rows, batch, entries }: Step): void {
  const state = engine.state();
  for (const { kind, key } of rows) {
    const page = kind === 'page' ? state.pages.get(key) : undefined;
    const isMade = entries.some((entry) => isOf(entry, 'page') && entry.page === key);
    if (!page || page.code !== undefined || !isMade) continue;
    const incident = state.incidents.get(page.incident);
    const isNews = incident?.shownAt === batch.now || incident?.resolvedAt === batch.now;
    if (!incident || incident.status === 'triggered' || isNews) continue;
    // Somebody asked for one step more, which could tell nobody but the last resort.
    const isAsked = entries.some(
      (entry) =>
        isOf(entry, 'escalation') &&
        entry.incident === incident.id &&
        (entry.why === 'asked' || entry.change === 'finished'),
    );
    const goesOn = state.escalations.get(incident.id)?.despite !== undefined || isAsked;
    expect([key, incident.status, page.why, goesOn || despiteHolder.includes(page.why)]).toEqual([
      ...[key, incident.status, page.why, true],
    ]);
    expect([key, incident.status === 'resolved']).toEqual([key, false]);
  }
}

/** What has been answered, or is over, is not sent any more: only what was posted changes. */
function nothingIsSentInVain({ engine }: World, { sends, batch }: Step): void {
  for (const { notice, contact } of sends) {
    const page = notice.page && engine.state().pages.get(notice.page.id);
    if (!page || contact?.updating) continue;
    expect([page.id, page.ended && page.ended.at < batch.now]).toEqual([page.id, page.ended && false]);
    const { status, acknowledgedAt, snoozed, resolvedAt } = engine.state().incidents.get(page.incident) ?? {};
    const answeredAt = status === 'triggered' ? undefined : (resolvedAt ?? snoozed?.at ?? acknowledgedAt);
    const made = answeredAt === undefined || answeredAt === batch.now || page.at >= answeredAt;
    expect([page.id, page.why, made]).toEqual([page.id, page.why, true]);
  }
}

const isRinging = (page: Page): boolean => !page.ended && page.contacts.some(isToCome);

/** Nobody is called twice at once. */
function oncePerPerson({ engine }: World, { rows }: Step): void {
  const { pages } = engine.state();
  for (const { kind, key } of rows) {
    const page = kind === 'page' ? pages.get(key) : undefined;
    if (!page || page.code !== undefined || !isRinging(page)) continue;
    const same = pagesOf(engine.state(), page.incident).filter(
      (each) => isRinging(each) && each.target.kind === page.target.kind && each.target.id === page.target.id,
    );
    expect(same.map(({ id }) => id)).toEqual([page.id]);
  }
}

type Of<K extends LedgerEntry['kind']> = Extract<LedgerEntry, { kind: K }>;
const isOf = <K extends LedgerEntry['kind']>(entry: LedgerEntry, kind: K): entry is Of<K> =>
  entry.kind === kind;

/** A step tells somebody, or the ledger names why not. */
function stepsSayWhom(_: World, { entries }: Step): void {
  for (const entry of entries) {
    if (!isOf(entry, 'escalation') || !['stepped', 'last-resort'].includes(entry.change)) continue;
    const { incident } = entry;
    const said = entries.some(
      (each) =>
        (isOf(each, 'page') && each.incident === incident) ||
        (isOf(each, 'escalation') && each.incident === incident && each.change === 'told-nobody'),
    );
    expect([incident, entry.change, said]).toEqual([incident, entry.change, true]);
  }
}

/** Whatever became part of what: an alert that fires belongs to one open incident. */
function eachAlertHasOneHome({ engine, clock }: World): void {
  const { incidents, alerts } = engine.state();
  const homes = new Map<string, string>();
  for (const { id, status, alerts: its } of incidents.values())
    for (const each of status === 'resolved' ? [] : its) {
      if ((alerts.get(each)?.alert.endsAt ?? 0) <= clock.now()) continue;
      expect([each, homes.get(each), id]).toEqual([each, undefined, id]);
      homes.set(each, id);
    }
}

const watch: Watch = {
  commit(world, done) {
    newPagesAreWanted(world, done);
    nothingIsSentInVain(world, done);
    oncePerPerson(world, done);
    stepsSayWhom(world, done);
  },
  look(world) {
    everybodyIsFollowed(world);
    eachAlertHasOneHome(world);
  },
};

/** A listener of the engine may not throw: what it found is kept. */
function collecting(faults: unknown[]): Watch {
  const kept =
    <A extends unknown[]>(check: (...given: A) => void) =>
    (...given: A): void => {
      try {
        check(...given);
      } catch (fault) {
        faults.push(fault);
      }
    };
  return { commit: kept(watch.commit), look: kept(watch.look) };
}

function nothingHangs({ engine, clock }: World): void {
  const now = clock.now();
  for (const page of engine.state().pages.values())
    for (const { integration, status, nextAttemptAt = Infinity } of page.contacts)
      expect([page.id, integration, status === 'sending' || nextAttemptAt < now - 61_000]).toEqual([
        ...[page.id, integration, false],
      ]);
}

test('any night: who should be told is told, or it is known when; nobody for nothing, and nobody twice', async () => {
  await fc.assert(
    fc.asyncProperty(night, async (acts) => {
      const faults: unknown[] = [];
      const world = await play(acts, collecting(faults));
      await world.clock.advanceTo(world.clock.now() + 1_500_000);
      if (faults.length > 0) throw faults[0];
      everybodyIsFollowed(world);
      nothingHangs(world);
      void world.stop();
    }),
    { numRuns: runs(15) },
  );
}, 900_000);

async function replayed({ store }: World) {
  const state = emptyState('default');
  const rows = new Map<string, string>();
  const pages: string[] = [];
  let hash = '';
  for await (const batch of store.batches('default', 0)) {
    for (const input of batch.inputs) if (input.kind === 'configuration') hash = input.hash;
    const done = step(state, policyOf(configurations.find((each) => each.hash === hash)), batch);
    for (const { kind, key, value } of done.rows)
      if (value === undefined) rows.delete(`${kind} ${key}`);
      else rows.set(`${kind} ${key}`, JSON.stringify(value));
    if (done.entries.length > 0) pages.push(JSON.stringify([batch.seq, done.entries]));
  }
  return { pages, rows: [...rows].sort() };
}

const picture = (state: State): string =>
  JSON.stringify([
    ...[state.escalations, state.roundRobins, state.pages, state.incidents, state.verifications].map(
      (rows: ReadonlyMap<string, unknown>) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    [state.pageCount, state.incidentCount],
    state.flushes.peek(Infinity, 10_000),
    [...state.attempts].flatMap(([, queue]) => queue.peek(Infinity, 1_000)).sort(),
  ]);

test('any night: the same inputs give the same again, bit for bit, and a recovery what was in memory', async () => {
  await fc.assert(
    fc.asyncProperty(night, async (acts) => {
      const world = await play(acts, { commit: () => undefined, look: () => undefined });
      await world.clock.advanceTo(world.clock.now() + 60_000);
      const kept = await Array.fromAsync(world.store.pagesAfter('default', 0));
      const rows = (await world.store.rows('default')).map(({ kind, key, value }) => [
        ...[`${kind} ${key}`, JSON.stringify(value)],
      ]);
      const again = await replayed(world);
      expect(again.pages).toEqual(kept.map(({ seq, entries }) => JSON.stringify([seq, entries])));
      expect(again.rows).toEqual(rows.sort());
      const { router } = policyOf(
        configurations.find(({ hash }) => hash === world.engine.state().configuration),
      );
      expect(picture(await recover(world.store, 'default', router))).toEqual(picture(world.engine.state()));
      void world.stop();
    }),
    { numRuns: runs(15) },
  );
}, 900_000);
