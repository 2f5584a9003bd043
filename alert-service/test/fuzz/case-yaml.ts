import { stringify } from 'yaml';
import type { CaseMatcher, CaseRoute, FuzzCase } from './fuzz-case.ts';

const minuteMs = 60_000;
const dayMinutes = 1_440;

const matcherText = ({ name, op, value }: CaseMatcher): string => `${name}${op}"${value}"`;
const length = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : `${ms}ms`);

function routeYaml(route: CaseRoute, isRoot: boolean): unknown {
  return defined({
    receiver: route.receiver,
    matchers: isRoot ? undefined : route.matchers.map(matcherText),
    continue: isRoot ? undefined : route.continue,
    group_by: route.groupBy,
    group_wait: length(route.groupWaitMs),
    group_interval: length(route.groupIntervalMs),
    repeat_interval: length(route.repeatIntervalMs),
    mute_time_intervals: route.mute.length > 0 ? route.mute : undefined,
    active_time_intervals: route.active.length > 0 ? route.active : undefined,
    routes: route.routes.length > 0 ? route.routes.map((each) => routeYaml(each, false)) : undefined,
  });
}

const defined = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** A window over midnight is two ranges. */
function ranges(from: number, to: number): { start_time: string; end_time: string }[] {
  const start = ((from % dayMinutes) + dayMinutes) % dayMinutes;
  const end = start + (to - from);
  if (end <= dayMinutes) return [{ start_time: clockText(start), end_time: clockText(end) }];
  return [
    { start_time: clockText(start), end_time: '24:00' },
    { start_time: '00:00', end_time: clockText(end - dayMinutes) },
  ];
}

/** The configuration that both servers read. `begin` is the epoch ms of the case's begin, a whole minute. */
export function caseYaml(each: FuzzCase, begin: number, url: (webhook: string) => string): string {
  const first = Math.floor(begin / minuteMs);
  const configuration = defined({
    global: { resolve_timeout: length(each.resolveTimeoutMs) },
    route: routeYaml(each.root, true),
    receivers: each.receivers.map(({ name, webhooks }) =>
      defined({
        name,
        webhook_configs:
          webhooks.length > 0
            ? webhooks.map(({ sendResolved }, index) => ({
                url: url(`${name}/webhook[${index}]`),
                send_resolved: sendResolved,
              }))
            : undefined,
      }),
    ),
    inhibit_rules:
      each.inhibitRules.length > 0
        ? each.inhibitRules.map(({ source, target, equal }) => ({
            source_matchers: source.map(matcherText),
            target_matchers: target.map(matcherText),
            equal,
          }))
        : undefined,
    time_intervals:
      each.intervals.length > 0
        ? each.intervals.map(({ name, windows }) => ({
            name,
            time_intervals: [{ times: windows.flatMap(({ from, to }) => ranges(first + from, first + to)) }],
          }))
        : undefined,
  });
  return stringify(configuration, { version: '1.1' });
}
