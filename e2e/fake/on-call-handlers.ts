import { type Routes, routes } from '@tocsin/api';
import type { FakeOnCall } from './on-call.ts';

interface Asked {
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
}

const dayMs = 86_400_000;
const team = { id: 'payments', name: 'Payments', members: ['mia', 'jonas', 'lena'] };
const file = {
  version: 1,
  source: 'file',
  changedAt: new Date(0).toISOString(),
  changedBy: 'on-call/people.yml',
  problems: [],
} as const;

/** The routes of on call. */
export const onCallHandlers = (onCall: FakeOnCall) =>
  ({
    getOnCall: ({ query }) => onCall.onCall(Date.parse(query.get('at') ?? new Date().toISOString())),
    getSchedule: ({ params: [id = ''] }) => ({
      ...file,
      id,
      value: { id, name: 'Payments', timeZone: 'Europe/Berlin', layers: [] },
      calendar: 'https://tocsin.example.org/calendar/payments.ics',
    }),
    listSchedules: () => ({
      schedules: [
        {
          ...file,
          id: 'payments',
          value: { id: 'payments', name: 'Payments', timeZone: 'Europe/Berlin', layers: [] },
        },
      ],
    }),
    getScheduleShifts: ({ query }) => {
      const from = Date.parse(query.get('from') ?? new Date().toISOString());
      const to = Date.parse(query.get('to') ?? new Date(from + 28 * dayMs).toISOString());
      return onCall.shifts(from, to);
    },
    getScheduleGaps: () => ({
      from: new Date().toISOString(),
      to: new Date(Date.now() + 90 * dayMs).toISOString(),
      gaps: onCall.gaps(),
      clockChanges: [
        {
          at: '2027-03-28T01:00:00Z',
          timeZone: 'Europe/Berlin',
          byMinutes: 60,
          people: ['Lena'],
          words:
            'Sun 28 Mar 02:00 CET: clocks in Europe/Berlin go forward by 1 h, Lena is on call for 23 h then.',
        },
      ],
      unreachable: [{ person: 'lena', name: 'Lena', why: 'Lena has no contact that is proved.' }],
    }),
    coverSchedule: ({ body }) => onCall.cover(body),
    deleteOverride: ({ params: [id = ''] }) => onCall.takeBack(id),
    listPeople: () => ({ people: onCall.people() }),
    getPerson: ({ params: [id = ''] }) => onCall.person(id),
    listTeams: () => ({ teams: [{ ...file, id: team.id, value: team }] }),
    listAutomations: () => ({ automations: [] }),
    listPolicies: () => ({
      policies: [...onCall.policies.keys()].flatMap((id) => onCall.policy(id) ?? []),
      emergencyReceiver: 'team',
    }),
    getPolicy: ({ params: [id = ''] }) => onCall.policy(id),
    setPolicy: ({ params: [id = ''], body }) => {
      onCall.policies.set(id, routes.setPolicy.body.parse(body).value);
      return onCall.policy(id);
    },
    startPageTest: () => onCall.test(),
    getPageTest: () => onCall.test(),
    getMyOnCall: () => onCall.me(),
    proveContact: () => {
      onCall.proved = true;
      return onCall.me();
    },
  }) satisfies Partial<Record<keyof Routes, (asked: Asked) => unknown>>;
