/** Silences of the night, and what one would hide: enough of the service for the form to be believed. */
import type {
  AlertSummary,
  HiddenAlert,
  Incident,
  Request,
  Routes,
  Silence,
  SilenceMatcher,
  SilencePreview,
} from '@tocsin/api';
import { parseUtf8Matchers, printMatchers } from '@tocsin/model/written-matchers';

type Body = Request<Routes['makeSilence']>['body'];
type Severities = SilencePreview['now']['bySeverity'];

const minute = 60_000;
const day = 24 * 60 * minute;
const iso = (at: number): string => new Date(at).toISOString();

const silence = (now: number, change: Partial<Silence> & Pick<Silence, 'id' | 'text'>): Silence => {
  const read = parseUtf8Matchers(change.text);
  return {
    state: 'active',
    matcherSets: read.ok ? [read.value] : [],
    startsAt: iso(now - 40 * minute),
    until: { kind: 'time', endsAt: iso(now + 80 * minute) },
    createdBy: 'Tom',
    comment: 'The queue is drained by hand until the second worker is back.',
    annotations: {},
    updatedAt: iso(now - 40 * minute),
    hidesNow: 0,
    ...change,
  };
};

const atTheStart = (now: number): Silence[] => [
  silence(now, {
    id: '3f1c8a52-7a0f-4f5e-9d5d-6a1f0e4c9b11',
    text: '{alertname="BackupLate",service="worker"}',
    until: { kind: 'resolved', latestAt: iso(now + 20 * 60 * minute) },
    createdBy: 'Mia',
    comment: 'The backup runs again since 02:10 and is slow.',
    hidesNow: 1,
  }),
  silence(now, {
    id: '7d8b3c9e-24d5-4f5b-8e5b-0123456789ab',
    text: '{service="orchestrator",alertname=~"Queue.*"}',
    lastMatchedAt: iso(now - 3 * 60 * minute),
  }),
  silence(now, {
    id: '9a2e5c10-1111-4c1a-8d77-1b2c3d4e5f60',
    text: '{team="platform"}',
    state: 'pending',
    startsAt: iso(now + 5 * 60 * minute),
    until: { kind: 'time', endsAt: iso(now + 30 * day) },
    recurs: {
      kind: 'intervals',
      intervals: [
        {
          weekdays: ['saturday'],
          times: [{ start_time: '02:00', end_time: '04:00' }],
          location: 'Europe/Berlin',
        },
      ],
    },
    window: { startsAt: iso(now + 7 * 60 * minute), endsAt: iso(now + 9 * 60 * minute) },
    comment: 'Kernels are updated each Saturday.',
  }),
];

const ended = (now: number): Silence =>
  silence(now, {
    id: 'c0ffee00-2222-4c1a-8d77-1b2c3d4e5f60',
    text: '{alertname="Latency"}',
    state: 'expired',
    until: { kind: 'time', endsAt: iso(now - 50 * minute) },
    endedBecause: 'resolved',
    createdBy: 'Jonas',
    comment: 'Known, fixed in 2.41.1.',
  });

export class FakeSilences {
  private silences: Silence[];
  /** What was posted, as it came. */
  readonly made: Body[] = [];
  /** As of a service that has just begun to keep alerts. */
  historyKnown = true;

  constructor(now: number) {
    this.silences = [...atTheStart(now), ended(now)];
  }

  list(withExpired: boolean): Silence[] {
    return this.silences.filter(({ state }) => withExpired || state !== 'expired');
  }

  make(body: Body, hidesNow: number): Silence {
    this.made.push(body);
    const made = silence(Date.now(), {
      id: body.id ?? `11111111-0000-4000-8000-00000000000${this.made.length}`,
      text: printMatchers(body.matchers),
      startsAt: body.startsAt ?? iso(Date.now()),
      until: body.until,
      createdBy: 'Local user',
      comment: body.comment,
      hidesNow,
    });
    this.silences = [made, ...this.silences.filter(({ id }) => id !== made.id)];
    return made;
  }

  end(id: string | undefined): Silence | undefined {
    const known = this.silences.find((one) => one.id === id);
    if (!known) return undefined;
    const over: Silence = {
      ...known,
      state: 'expired',
      until: { kind: 'time', endsAt: iso(Date.now()) },
      hidesNow: 0,
    };
    this.silences = this.silences.map((one) => (one.id === id ? over : one));
    return over;
  }
}

export const matching = (
  alerts: readonly AlertSummary[],
  matchers: readonly SilenceMatcher[],
): AlertSummary[] =>
  alerts.filter(
    ({ labels, status, muted }) =>
      !muted &&
      (status === 'firing' || status === 'acknowledged') &&
      matchers.every(({ name, op, value }) => {
        const label = labels[name] ?? '';
        const equal = op === '=~' || op === '!~' ? new RegExp(`^(?:${value})$`).test(label) : label === value;
        return op.startsWith('!') ? !equal : equal;
      }),
  );

export function previewOf(
  hidden: readonly AlertSummary[],
  {
    matchers,
    incidents,
    historyKnown,
  }: { matchers: readonly SilenceMatcher[]; incidents: readonly Incident[]; historyKnown: boolean },
): SilencePreview {
  const open = incidents.filter(
    ({ id, status }) => status !== 'resolved' && hidden.some(({ incident }) => incident === id),
  );
  const unowned = open.filter(({ status }) => status === 'triggered').map(({ id }) => id);
  const bySeverity = countsOf(hidden);
  const critical = bySeverity.critical ?? 0;
  const all = matchers.length > 0 && matchers.every(({ op, value }) => op === '=~' && value === '.*');
  return {
    at: iso(Date.now()),
    matchesAll: all,
    sentence:
      hidden.length === 0
        ? 'It hides nothing now.'
        : `It hides ${hidden.length} ${hidden.length === 1 ? 'alert' : 'alerts'}${critical > 0 ? `, ${critical} critical` : ''}${unowned.length > 0 ? `, and nobody has ${unowned.join(' and ')}` : ''}.`,
    now: {
      total: hidden.length,
      bySeverity,
      alerts: hidden.map(hiddenAlert),
      incidents: open.map(({ id, title, severity, status, assignee }) => ({
        id,
        title,
        severity,
        owned: status === 'acknowledged',
        ...(assignee && { assignee }),
      })),
      notTold:
        hidden.length === 0
          ? []
          : [
              {
                receiver: 'payments',
                integrations: ['Slack (payments)', 'Email (payments)'],
                alerts: hidden.length,
              },
            ],
    },
    history: historyKnown ? week() : unknownWeek(),
    ...(critical > 0 && hidden.length > critical
      ? {
          narrower: {
            add: { name: 'bank', op: '=~', value: 'nordbank|alba' } as const,
            text: 'bank=~"nordbank|alba"',
            now: { total: hidden.length - critical, bySeverity: { high: hidden.length - critical } },
            history: { total: 14, bySeverity: { high: 14 } },
          },
        }
      : {}),
  };
}

const countsOf = (alerts: readonly AlertSummary[]): Severities => {
  const counts: Severities = {};
  for (const { severity } of alerts) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
};

const hiddenAlert = ({
  fingerprint,
  name,
  summary,
  severity,
  service,
  labels,
  startsAt,
  measure,
  incident,
}: AlertSummary): HiddenAlert => ({
  fingerprint,
  name,
  severity,
  labels,
  startsAt,
  ...(summary !== undefined && { summary }),
  ...(service !== undefined && { service }),
  ...(measure && { measure }),
  ...(incident !== undefined && { incident }),
});

const totals = [4, 7, 5, 3, 13, 6, 3];
const criticals = [0, 1, 0, 0, 1, 0, 0];

const days = (known: boolean) =>
  totals.map((total, index) => ({
    day: iso(Date.now() - (6 - index) * day).slice(0, 10),
    known,
    total: known ? total : 0,
    bySeverity: !known ? {} : criticals[index] ? { critical: 1, high: total - 1 } : { high: total },
  }));

function week(): SilencePreview['history'] {
  const ago = (days_: number, minutes = 0): string => iso(Date.now() - days_ * day - minutes * minute);
  return {
    total: 41,
    bySeverity: { critical: 2, high: 14, medium: 19, low: 6 },
    since: ago(6),
    complete: true,
    timeZone: 'Europe/Berlin',
    days: days(true),
    alerts: [
      { name: 'HighErrorRate', severity: 'critical', times: 1, lastAt: ago(2, 360) },
      { name: 'CardPaymentsFailed', severity: 'critical', times: 1, lastAt: ago(5) },
      { name: 'RefundsTimeOut', severity: 'high', times: 14, lastAt: ago(0, 40) },
      { name: 'CardPaymentsSlow', severity: 'medium', times: 19, lastAt: ago(1, 30) },
      { name: 'ManyRetries', severity: 'low', times: 6, lastAt: ago(1, 300) },
    ],
  };
}

const unknownWeek = (): SilencePreview['history'] => ({
  total: 0,
  bySeverity: {},
  since: iso(Date.now()),
  complete: false,
  timeZone: 'Europe/Berlin',
  days: days(false),
  alerts: [],
});
