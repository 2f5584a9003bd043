import type { CaseEvent, CaseMatcher, CaseRoute, FuzzCase } from './fuzz-case.ts';

/** At this time all cases of a batch are reloaded, where it is: their only common event. */
export const reloadAtMs = 19_600;
/** Upstream asks one alert of a group, in no order, whether it is old: none may be too young then. */
const quietBeforeMs = 3_000;

const caseMatcher = (index: number): CaseMatcher => ({ name: 'case', op: '=', value: `c${index}` });

/** Many cases as sibling routes of one server, each kept apart by a label of its own. */
export function batchOf(cases: readonly FuzzCase[], withReload: boolean): FuzzCase {
  const parts = cases.map((each, index) => apart(each, index, withReload));
  const [first] = parts;
  const reload: CaseEvent[] = withReload ? [{ at: reloadAtMs, kind: 'reload' }] : [];
  return {
    resolveTimeoutMs: first?.resolveTimeoutMs ?? 0,
    root: {
      receiver: 'none',
      matchers: [],
      continue: false,
      mute: [],
      active: [],
      routes: parts.map(({ root }) => root),
    },
    receivers: [{ name: 'none', webhooks: [] }, ...parts.flatMap(({ receivers }) => receivers)],
    inhibitRules: parts.flatMap(({ inhibitRules }) => inhibitRules),
    intervals: parts.flatMap(({ intervals }) => intervals),
    events: [...parts.flatMap(({ events }) => events), ...reload].sort((a, b) => a.at - b.at),
    untilMs: Math.max(...parts.map(({ untilMs }) => untilMs)),
  };
}

/** Which case of the batch a webhook belongs to. */
export const caseOf = (webhook: string): number => Number(/^c(\d+)r/.exec(webhook)?.[1]);

function apart(given: FuzzCase, index: number, withReload: boolean): FuzzCase {
  const own = (name: string): string => `c${index}${name}`;
  const matcher = caseMatcher(index);
  const renamed = (route: CaseRoute): CaseRoute => ({
    ...route,
    ...(route.receiver !== undefined && { receiver: own(route.receiver) }),
    mute: route.mute.map(own),
    active: route.active.map(own),
    routes: route.routes.map(renamed),
  });
  return {
    ...given,
    root: { ...renamed(given.root), matchers: [matcher] },
    receivers: given.receivers.map((each) => ({ ...each, name: own(each.name) })),
    inhibitRules: given.inhibitRules.map(({ source, target, equal }) => ({
      source: [matcher, ...source],
      target: [matcher, ...target],
      equal,
    })),
    intervals: given.intervals.map((each) => ({ ...each, name: own(each.name) })),
    events: given.events
      .filter((event) => !withReload || isFarFromReload(event))
      .map((event) => ownEvent(event, index)),
  };
}

/** How long a reload takes is the machine's affair: whatever came after it might meet a flush. */
const isFarFromReload = ({ at }: CaseEvent): boolean => at < reloadAtMs - quietBeforeMs;

function ownEvent(event: CaseEvent, index: number): CaseEvent {
  switch (event.kind) {
    case 'post':
      return {
        ...event,
        alerts: event.alerts.map((alert) => ({
          ...alert,
          // One that begins later is not old at a reload.
          ...(alert.startsAt === undefined &&
            alert.endsAt !== undefined &&
            alert.endsAt > event.at && { startsAt: event.at }),
          labels: { ...alert.labels, case: `c${index}` },
        })),
      };
    case 'silence':
      return { ...event, slot: index * 10 + event.slot, matchers: [caseMatcher(index), ...event.matchers] };
    case 'expire':
      return { ...event, slot: index * 10 + event.slot };
    case 'answer':
      return { ...event, webhook: `c${index}${event.webhook}` };
    case 'reload':
      return event;
  }
}
