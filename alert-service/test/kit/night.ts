import type { Severity } from '@tocsin/model';
import fc from 'fast-check';
import type { Input } from '#core/input';
import type { OnCallObject } from '#core/on-call/directory';
import type { WantedSilence } from '#core/input';
import { anyCommand, type Command } from './command-arbitrary.ts';
import { onCall, person, policy, rules, target } from './people.ts';
import { integration, type WorldOptions } from './world.ts';

/** The world begins on a Friday at 08:00 UTC. */
const quietHours = { timeZone: 'UTC', spans: [{ fromMinute: 482, toMinute: 495 }] };

const mia = person('mia', ['slack', 'call'], {
  rules: { high: rules('slack', 'call 1'), critical: rules('slack', 'call 0.5') },
  quietHours,
  mostPerMinute: 2,
});
const jonas = person('jonas', ['sms']);

const hourly = (id: string, turns: readonly (readonly string[])[]): OnCallObject => ({
  kind: 'schedule',
  id,
  value: {
    ...{ id, name: id, timeZone: 'UTC' },
    layers: [
      {
        ...{ id: 'l', name: 'l', turns, startsOn: '2027-01-01T00:05' },
        rotation: { every: 1, unit: 'hours' },
      },
    ],
  },
});

const team: OnCallObject = {
  kind: 'team',
  id: 't',
  value: { id: 't', name: 't', members: ['mia', 'jonas', 'ada'] },
};
const robot: OnCallObject = {
  kind: 'automation',
  id: 'a',
  value: { id: 'a', name: 'a', url: 'https://hooks.example.com/a', timeoutMs: 20_000 },
};
const quick = { step: { waitMs: 25_000 } };
const first = policy('p', [['schedule s'], ['team t'], ['policy q'], ['policy r', 'person ada']], {
  ...quick,
  repeat: 1,
  lastResort: [target('schedule u'), target('person jonas')],
});
const taking = policy('q', [['team t'], ['automation a'], ['schedule u']], {
  step: { waitMs: 15_000, repeat: 1, roundRobin: true },
});

const files = [mia, jonas, team, robot, hourly('s', [['mia'], ['jonas'], []]), first, taking];
const integrations: WorldOptions['integrations'] = new Map([
  ['team', [integration('slack[0]', { updatesInPlace: true })]],
  ['ops', [integration('email[0]')]],
  ['office', [integration('email[0]')]],
]);
const timers = { groupIntervalMs: 45_000, repeatIntervalMs: 600_000 };
const worse = (labels: Readonly<Record<string, string>>): Severity =>
  labels['severity'] === 'warning' ? 'critical' : 'high';

/** Alerts are of services of their names: what hits B has to do with what hits A, and C with B. */
const services = {
  dependsOn: new Map([
    ['A', ['B', 'D']],
    ['C', ['B', 'D']],
  ]),
  relate: { withinMs: 240_000, hops: 1 },
};

const configuration = (
  hash: string,
  objects: readonly OnCallObject[],
  more: Partial<WorldOptions> & { readonly rules?: WorldOptions['onCall'] } = {},
): WorldOptions => {
  const { rules: own, ...rest } = more;
  return {
    ...{ hash, integrations, route: timers, services },
    onCall: {
      ...onCall('p', ...objects),
      emergencyReceiver: 'office',
      acknowledgementEndsAfterMs: { critical: 90_000 },
      ...own,
    },
    ...rest,
  };
};

/** What reloads and other processes bring: another receiver, no Mia, no policy at all, all of it worse. */
export const configurations: readonly WorldOptions[] = [
  configuration('all', files),
  configuration('other receiver', files, {
    route: { ...timers, receiver: 'ops' },
    rules: { escalations: new Map([['ops', 'q']]) },
  }),
  configuration('without mia', [jonas, team, hourly('s', [['mia'], ['jonas']]), first]),
  configuration('worse', files, {
    rules: { severityOf: worse, acknowledgementEndsAfterMs: {} },
    services: {},
  }),
  configuration('nothing', [], { rules: { escalations: new Map() } }),
];

const ofApp: readonly OnCallObject[] = [
  person('ada', ['slack'], {}),
  person('ada', [], {}),
  hourly('u', [['ada'], ['mia', 'jonas']]),
  policy('r', [['person ada'], ['policy p']], quick),
  policy('r', [], quick),
  {
    kind: 'override',
    id: 'o',
    value: { id: 'o', schedule: 's', from: 1_800_000_030_000, to: 1_800_000_300_000 },
  },
  { kind: 'preferences', id: 'mia', value: { id: 'mia', rules: { high: [] } } },
];

export type Mood = 'ok' | 'retry' | 'refuse' | 'people-refuse' | 'slow';
export type Act =
  | { readonly act: 'fire' | 'end'; readonly alertname: string; readonly severity: string }
  | { readonly act: 'command'; readonly command: Command }
  | { readonly act: 'silence'; readonly forSeconds: number; readonly beyond: Pick<WantedSilence, 'ending'> }
  | { readonly act: 'on-call'; readonly input: Extract<Input, { kind: 'on-call' }> }
  | { readonly act: 'services'; readonly input: Extract<Input, { kind: 'health' | 'topology' | 'change' }> }
  | { readonly act: 'crash'; readonly configuration: number }
  | { readonly act: 'reload'; readonly configuration: number }
  | { readonly act: 'store-fails'; readonly how: boolean | 'after' }
  | { readonly act: 'prove' | 'test' | 'forget' }
  | { readonly act: 'clock'; readonly seconds: number }
  | { readonly act: 'mood'; readonly mood: Mood };

const changed = fc
  .constantFrom(...ofApp)
  .chain((object) =>
    fc.constantFrom<Extract<Input, { kind: 'on-call' }>>(
      { kind: 'on-call', change: 'set', by: 'Mia', object },
      { kind: 'on-call', change: 'set', by: 'Mia', object },
      { kind: 'on-call', change: 'delete', by: 'Mia', what: object.kind, id: object.id, force: true },
    ),
  );

const about = fc.constantFrom<Extract<Input, { kind: 'health' | 'topology' | 'change' }>>(
  ...(['failing', 'healthy'] as const).map((state) => ({
    ...{ kind: 'health' as const },
    changes: [{ service: 'D', state, reason: 'changed' as const, terms: [] }],
  })),
  {
    kind: 'topology',
    seen: [{ from: 'B', to: 'C', by: 'test', lastSeenAt: 1_800_000_000_000 }],
    gone: [{ from: 'A', to: 'C' }],
  },
  {
    kind: 'change',
    change: {
      ...{ at: 1_800_000_020_000, what: 'deployment', services: ['A', 'C'], title: 'Seven', source: 'api' },
    },
  },
);

const which = fc.integer({ min: 0, max: configurations.length - 1 });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      act: fc.constantFrom('fire' as const, 'fire' as const, 'end' as const),
      alertname: fc.constantFrom('A', 'B', 'C'),
      severity: fc.constantFrom('critical', 'warning', 'high'),
    }),
  },
  { weight: 8, arbitrary: fc.record({ act: fc.constant('command' as const), command: anyCommand }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('on-call' as const), input: changed }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('services' as const), input: about }) },
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constantFrom('crash' as const, 'reload' as const), configuration: which }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('silence' as const),
      forSeconds: fc.constantFrom(20, 200),
      beyond: fc.constantFrom({}, { ending: { whenResolved: true } }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('store-fails' as const),
      how: fc.constantFrom(true as const, 'after' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constantFrom('prove', 'test', 'forget') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('clock' as const),
      seconds: fc.constantFrom(-4_000, -20, 1_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('mood' as const),
      mood: fc.constantFrom<Mood>('ok', 'ok', 'retry', 'refuse', 'people-refuse', 'slow'),
    }),
  },
);

/** What happens in a night, and how many seconds after what happened before. */
export const night = fc.array(fc.record({ wait: fc.constantFrom(0, 1, 4, 12, 30, 70, 200), next: act }), {
  ...{ maxLength: 35, size: 'max' },
});
export type Night = readonly { readonly wait: number; readonly next: Act }[];
