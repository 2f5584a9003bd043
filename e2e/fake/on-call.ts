import type {
  KeptPerson,
  KeptPolicy,
  MyOnCall,
  OnCallGap,
  OnCallShift,
  PageTest,
  ScheduleShifts,
  WrittenPolicy,
} from '@tocsin/api';
import { routes } from '@tocsin/api';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const timeZone = 'Europe/Berlin';
const iso = (at: number): string => new Date(at).toISOString();
const names = { mia: 'Mia', jonas: 'Jonas', lena: 'Lena' } as const;
const turns = ['mia', 'jonas', 'lena'] as const;

interface Cover {
  readonly id: string;
  readonly person: string;
  readonly from: number;
  readonly to: number;
  readonly comment?: string | undefined;
}

/** Three people who take turns by the day, with four hours of the third day that nobody has. */
export class FakeOnCall {
  readonly covers: Cover[] = [];
  readonly policies = new Map<string, WrittenPolicy>([['payments', payments]]);
  tested = 0;
  proved = false;
  private readonly now: number;

  constructor(now: number) {
    this.now = now;
  }

  private get gap(): { from: number; to: number } {
    const from = Math.floor(this.now / dayMs) * dayMs + 3 * dayMs + 17 * hourMs;
    return { from, to: from + 4 * hourMs };
  }

  gaps(): OnCallGap[] {
    const { from, to } = this.gap;
    if (this.covers.some((cover) => cover.from <= from && cover.to >= to)) return [];
    return [
      {
        from: iso(from),
        until: iso(to),
        why: 'Its layers hold only at other times of the week.',
        lastResort: ['team'],
      },
    ];
  }

  shifts(from: number, to: number): ScheduleShifts {
    const days = this.days(from, to);
    const overrides = this.covers.map((cover) => ({
      person: cover.person,
      name: nameOf(cover.person),
      from: iso(cover.from),
      until: iso(cover.to),
      by: { kind: 'override' as const, id: cover.id, ...(cover.comment && { name: cover.comment }) },
    }));
    return {
      from: iso(from),
      to: iso(to),
      timeZone,
      final: [...days, ...overrides].toSorted((a, b) => a.from.localeCompare(b.from)),
      layers: [{ id: 'days', name: 'Days, 09:00', shifts: days }],
      overrides,
      gaps: this.gaps(),
      clockChanges: [],
      load: turns.map((person, index) => ({
        person,
        name: names[person],
        hours: 120 - 24 * index,
        nights: 5 - index,
      })),
    };
  }

  private days(from: number, to: number): OnCallShift[] {
    const first = Math.floor(from / dayMs) - 1;
    const count = Math.ceil((to - from) / dayMs) + 2;
    return Array.from({ length: count }, (_, index) => {
      const begin = (first + index) * dayMs + 8 * hourMs;
      const person = turns[(first + index) % turns.length] ?? 'mia';
      const end = begin + dayMs;
      const { gap } = this;
      const parts =
        gap.from < end && gap.to > begin
          ? [
              { begin, end: gap.from },
              { begin: gap.to, end },
            ]
          : [{ begin, end }];
      return parts.map((part) => ({
        person,
        name: names[person],
        from: iso(part.begin),
        until: iso(part.end),
        by: { kind: 'layer' as const, id: 'days', name: 'Days, 09:00' },
      }));
    }).flat();
  }

  private current(at: number): { now: OnCallShift[]; next: OnCallShift[] } {
    const all = this.days(at - dayMs, at + 2 * dayMs);
    const now = all.filter(({ from, until }) => Date.parse(from) <= at && at < Date.parse(until));
    return { now, next: all.filter(({ from }) => from === now[0]?.until) };
  }

  onCall(at: number) {
    const { now, next } = this.current(at);
    const [nextGap] = this.gaps();
    const sentence = `${now[0]?.name ?? 'Nobody'} until 09:00, then ${next[0]?.name ?? 'nobody'}`;
    return {
      at: iso(at),
      schedules: [
        { id: 'payments', name: 'Payments', timeZone, now, next, sentence, ...(nextGap && { nextGap }) },
      ],
    };
  }

  cover(body: unknown) {
    const { person = 'mia', from, to, comment } = routes.coverSchedule.body.parse(body);
    const cover = {
      id: `cover-${this.covers.length + 1}`,
      person,
      from: Date.parse(from),
      to: Date.parse(to),
      comment,
    };
    this.covers.push(cover);
    return { override: { id: cover.id, schedule: 'payments', person, from, to }, version: 1 };
  }

  takeBack(id: string) {
    this.covers.splice(this.covers.findIndex((cover) => cover.id === id) >>> 0, 1);
    return { id, version: 2 };
  }

  person(id: string): KeptPerson | undefined {
    const found = turns.find((each) => each === id);
    if (!found) return undefined;
    return {
      ...kept(id, 'file'),
      value: { id, name: names[found], login: id, timeZone, contacts: [], rules: id === 'mia' ? rules : {} },
      contacts: id === 'lena' ? [] : this.contacts(),
      onCall: this.current(this.now).now.some(({ person }) => person === id) ? ['Payments'] : [],
      teams: ['Payments'],
    };
  }

  people(): KeptPerson[] {
    return turns.flatMap((id) => this.person(id) ?? []);
  }

  private contacts(): KeptPerson['contacts'] {
    const used = ['critical', 'high'];
    return [
      { id: 'slack', kind: 'slack', address: 'U012AB3CD', state: 'vouched', own: false, used },
      {
        id: 'call',
        kind: 'call',
        address: '+49…78',
        state: this.proved ? 'verified' : 'asked',
        own: true,
        used,
      },
    ];
  }

  me(): MyOnCall {
    const shifts = this.days(this.now, this.now + 14 * dayMs).filter(({ person }) => person === 'mia');
    return {
      person: 'mia',
      name: 'Mia',
      now: [],
      next: shifts.map((shift) => ({ schedule: 'payments', name: 'Payments', shift })),
      contacts: this.contacts(),
      rules,
      ownRules: false,
      timeZone,
      quietHours: { timeZone, spans: [{ from: '22:00', to: '07:00' }] },
      mostPerMinute: 10,
      calendar: 'https://tocsin.example.org/calendar/mia.ics',
      version: 0,
    };
  }

  policy(id: string): KeptPolicy | undefined {
    const value = this.policies.get(id);
    return (
      value && { ...kept(id, id === 'payments' ? 'file' : 'app'), value, receivers: ['team'], running: 0 }
    );
  }

  test(): PageTest {
    this.tested += 1;
    return {
      incident: 'INC-99',
      title: 'A test page',
      status: 'running',
      sentence: '1 of 2 messages has been delivered, after 2 s.',
      startedAt: iso(this.now),
      messages: [message('@jonas/slack', 'Slack', 'delivered'), message('@jonas/call', 'call', 'waiting')],
      why: [],
    };
  }
}

const nameOf = (id: string): string => Object.entries(names).find(([key]) => key === id)?.[1] ?? id;

const kept = (id: string, source: 'file' | 'app') => ({
  id,
  version: 1,
  source,
  changedAt: iso(Date.UTC(2026, 9, 1)),
  changedBy: source === 'file' ? 'on-call/people.yml' : 'Mia',
  problems: [],
});

const rules = {
  critical: [{ contact: 'slack' }, { contact: 'call', after: '5m' }],
  low: [{ contact: 'slack' }],
};

const payments: WrittenPolicy = {
  id: 'payments',
  name: 'Payments critical',
  steps: [
    { level: 1, targets: [{ kind: 'schedule', id: 'payments' }], wait: '5m' },
    {
      level: 2,
      targets: [{ kind: 'team', id: 'payments' }],
      wait: '15m',
      when: { severities: ['critical'] },
    },
  ],
  repeat: 1,
  lastResort: [{ kind: 'receiver', id: 'team' }],
};

const message = (integration: string, channel: string, status: 'delivered' | 'waiting') => ({
  integration,
  channel,
  status,
  attempts: 1,
  target: { kind: 'person' as const, id: 'jonas', name: 'Jonas' },
  at: iso(Date.now()),
});
