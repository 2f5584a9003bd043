import { integrationsOf } from '#channels/integrations';
import { readAlertmanagerConfig } from '#config/alertmanager-config';
import { nothingLoaded } from '#config/on-call/load-on-call';
import { readTocsinConfig } from '#config/tocsin-config';
import type { AttemptResult } from '#core/input';
import type { Send } from '#core/turn';
import { createDispatcher } from '#engine/dispatcher';
import { type Engine, startEngine } from '#engine/engine';
import { createHeart } from '#engine/heart';
import { policyFrom } from '#engine/policy';
import { createSender } from '#engine/sender';
import { postedAlerts } from '#http/alertmanager-v2/posted-alerts';
import { createFakeClock, type FakeClock } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import { openSqlite } from '#store/sqlite';
import type { Policy } from '#core/policy';
import { caseYaml } from './case-yaml.ts';
import { alertLine, type Attempt, type CaseEvent, type FuzzCase } from './fuzz-case.ts';

/** A whole minute, 08:00 UTC. */
const begin = 1_800_000_000_000;

/** Plays a case on the real configuration reader, engine, loops and store in virtual time; webhooks answer at once. */
export async function runTocsin(given: FuzzCase): Promise<readonly Attempt[]> {
  const clock = createFakeClock(begin);
  const policy = readPolicy(given);
  const store = openSqlite(':memory:');
  let seed = 1;
  const engine = await startEngine({
    tenant: 'default',
    store,
    clock,
    seed: () => (seed = (seed * 48_271) % 2_147_483_647),
    policy,
    log: silentLog,
  });
  const attempts: Attempt[] = [];
  const answers = new Map<string, number>();
  const sender = createSender({
    engine,
    clock,
    log: silentLog,
    atOnce: 64,
    atOnceEach: 8,
    patienceMs: 1_000,
    deliver: async (send) => {
      const status = answers.get(send.integration) ?? 200;
      attempts.push(attemptOf(send, status, clock.now() - begin));
      return resultOf(status);
    },
  });
  const loops = [
    createDispatcher({ engine, clock, log: silentLog }),
    createHeart(engine, clock, silentLog),
    sender,
  ];
  await engine.configure(policy, 'start');
  for (const loop of loops) loop.start();
  const slots = new Map<number, string>();
  for (const event of given.events) {
    await clock.advanceTo(begin + event.at);
    await happen({ given, engine, clock, policy, answers, slots }, event);
  }
  await clock.advanceTo(begin + given.untilMs);
  for (const loop of loops) await loop.stop();
  await engine.stop();
  await store.close();
  return attempts;
}

function readPolicy(given: FuzzCase): Policy {
  const text = caseYaml(given, begin, (webhook) => `http://127.0.0.1:9/${webhook}`);
  const readFile = (): string => '';
  const alertmanager = readAlertmanagerConfig({ file: 'alertmanager.yml', text, readFile });
  const { receivers } = alertmanager;
  const tocsin = readTocsinConfig({ file: 'tocsin.yml', text: '', mode: 'fallback', receivers, readFile });
  const { policies } = integrationsOf(receivers, {});
  return policyFrom(
    {
      alertmanager,
      tocsin,
      onCall: nothingLoaded,
      sources: [],
      groups: [],
      ruleLook: '',
      warnings: [],
      fileHash: '',
    },
    policies,
  );
}

interface Stage {
  readonly given: FuzzCase;
  readonly engine: Engine;
  readonly clock: FakeClock;
  readonly policy: Policy;
  readonly answers: Map<string, number>;
  readonly slots: Map<number, string>;
}

async function happen(
  { given, engine, clock, policy, answers, slots }: Stage,
  event: CaseEvent,
): Promise<void> {
  switch (event.kind) {
    case 'post': {
      const body = event.alerts.map(({ labels, note, startsAt, endsAt }) => ({
        labels,
        annotations: { note },
        ...(startsAt !== undefined && { startsAt: new Date(begin + startsAt).toISOString() }),
        ...(endsAt !== undefined && { endsAt: new Date(begin + endsAt).toISOString() }),
      }));
      const { resolveTimeoutMs } = given;
      const { alerts } = postedAlerts(body, { now: clock.now(), resolveTimeoutMs, classicNames: false });
      return void (await engine.submit({ kind: 'alerts', alerts }));
    }
    case 'silence': {
      const id = slots.get(event.slot);
      const answer = await engine.submit({
        kind: 'silence',
        change: 'set',
        silence: {
          ...(id !== undefined && { id }),
          matcherSets: [event.matchers],
          receiverMatcherSets: [],
          startsAt: begin + event.startsAt,
          endsAt: begin + event.endsAt,
          createdBy: 'fuzz',
          comment: 'fuzz',
          annotations: {},
        },
      });
      return void slots.set(event.slot, silenceIdOf(answer));
    }
    case 'expire': {
      const id = slots.get(event.slot);
      if (id !== undefined) await engine.submit({ kind: 'silence', change: 'expire', id });
      return;
    }
    case 'answer':
      return void answers.set(event.webhook, event.status);
    case 'reload':
      return engine.configure(policy, 'reload');
  }
}

function silenceIdOf(answer: object): string {
  if ('id' in answer && typeof answer.id === 'string') return answer.id;
  throw new Error(`the silence was not taken: ${JSON.stringify(answer)}`);
}

const resultOf = (status: number): AttemptResult => {
  if (status < 300) return { outcome: 'delivered' };
  if (status >= 500 || status === 429) return { outcome: 'retry', error: `answered ${status}`, status };
  return { outcome: 'refused', error: `answered ${status}`, status };
};

function attemptOf({ notice, integration }: Send, status: number, at: number): Attempt {
  const line = (alert: (typeof notice.firing)[number], over: boolean): string =>
    alertLine(
      {
        labels: alert.labels,
        note: alert.annotations.note ?? '',
        startsAt: alert.startsAt - begin,
        ...(over && { endsAt: alert.endsAt - begin }),
      },
      1,
    );
  return {
    at,
    webhook: integration,
    groupKey: notice.group,
    firing: notice.firing.map((alert) => line(alert, false)).sort(),
    resolved: notice.resolved.map((alert) => line(alert, true)).sort(),
    status,
  };
}
