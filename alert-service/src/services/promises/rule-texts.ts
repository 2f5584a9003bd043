import { formatDuration } from '@tocsin/model';
import type { BookRule } from '#core/rule-book';
import { allowance } from '#core/promises/budget';
import { type BurnWindow, burnWindows, fewestFailed, windowNames } from '#core/promises/burn';
import type { Counted } from '#core/promises/promise';
import { over } from './counted.ts';
import { type Listed, periodMsOf } from './listed.ts';

export const burnAlerts = { fast: 'ErrorBudgetBurnsFast', slow: 'ErrorBudgetBurnsSlowly' } as const;

/** The rules of one objective, in the words of a rule file. */
export interface ObjectiveRules {
  readonly fast: readonly BookRule[];
  /** Of long windows: they are asked less often. */
  readonly slow: readonly BookRule[];
}

/** An alert goes on so long after the short window is within its limit again: at low traffic it would come and go. */
const keepFor = { fast: '5m', slow: '30m' } as const;

export function objectiveRules(listed: Listed, counted: Counted, recorded: boolean): ObjectiveRules {
  const { settings } = listed;
  const windows = burnWindows(periodMsOf(settings), settings.target);
  const alertOf = (speed: 'fast' | 'slow'): BookRule[] => {
    const mine = windows.filter((window) => window.speed === speed);
    return settings.alert && mine.length > 0 ? [burnAlert({ listed, counted, speed, windows: mine })] : [];
  };
  const short = new Set(['5m', '30m', '1h', '2h', '6h']);
  const recordings = (isFast: boolean): BookRule[] =>
    recorded
      ? windowNames
          .filter((window) => short.has(window) === isFast)
          .map((window) => recording(listed, counted, window))
      : [];
  return {
    fast: [...recordings(true), ...alertOf('fast')],
    slow: [...recordings(false), ...alertOf('slow')],
  };
}

/** Series without a good event may be none at all: then none was good. */
const goodIn = ({ good, total }: Counted, window: string): string =>
  `(${over(good, window)} or 0 * ${over(total, window)})`;

const failedShare = (counted: Counted, window: string): string =>
  `(1 - ${goodIn(counted, window)} / ${over(counted.total, window)})`;

const recording = (listed: Listed, counted: Counted, window: string): BookRule => ({
  record: `tocsin:objective_failed:ratio_${window}`,
  expr: failedShare(counted, window),
  labels: namesOf(listed),
});

/** A name is no template. */
const plain = (text: string): string => text.replaceAll('{{', '{{"{{"}}');

const namesOf = ({ service, settings }: Listed): Record<string, string> => ({
  service: plain(service.name),
  objective: settings.name,
});

interface Burn {
  readonly listed: Listed;
  readonly counted: Counted;
  readonly speed: 'fast' | 'slow';
  readonly windows: readonly BurnWindow[];
}

function burnAlert(burn: Burn): BookRule {
  const { listed, speed, windows } = burn;
  const { settings } = listed;
  return {
    alert: burnAlerts[speed],
    expr: windows.map((window) => burnExpression(burn, window)).join('\nor\n'),
    keep_firing_for: keepFor[speed],
    labels: { ...namesOf(listed), severity: settings.severities[speed], promise: settings.type },
    annotations: annotationsOf(burn),
  };
}

/** Its value is the burn rate: how many times faster than evenly the budget goes. */
function burnExpression({ listed, counted }: Burn, { long, short, limit }: BurnWindow): string {
  const { target, minimumEvents } = listed.settings;
  const rate = (window: string): string =>
    `${failedShare(counted, window)} / ${allowance(target)} > ${limit}`;
  const total = over(counted.total, long);
  return [
    `(`,
    `  ${rate(long)}`,
    `  and ${rate(short)}`,
    `  and ${total} >= ${Math.max(1, minimumEvents)}`,
    `  and ${total} - ${goodIn(counted, long)} >= ${fewestFailed}`,
    `)`,
  ].join('\n');
}

function annotationsOf({ listed, windows, speed }: Burn): Record<string, string> {
  const { service, settings } = listed;
  const title = plain(service.title ?? service.name);
  const limits = windows.map(
    ({ long, short, limit }) => `${Number(limit.toFixed(2))} times over ${long} and still over ${short}`,
  );
  const period = formatDuration(periodMsOf(settings));
  const { runbook, dashboard } = service;
  const page = `/a/tocsin-tocsin-app/objectives/${encodeURIComponent(service.name)}/${encodeURIComponent(settings.name)}`;
  return {
    summary: `${title}: the error budget of ${settings.name} burns {{ printf "%.1f" $value }} times faster than it lasts`,
    description: [
      `${promiseWords(settings)}. Burning evenly its budget lasts the whole period (${period}); at this rate it lasts {{ with printf "vector(%d / %f)" ${Math.round(periodMsOf(settings) / 1000)} $value | query }}{{ . | first | value | humanizeDuration }}{{ end }} when it is full.`,
      `Alerts at ${limits.join(', or at ')}, from ${settings.minimumEvents} events and two failed ones on.`,
      speed === 'slow' ? 'It can wait for working hours.' : '',
    ]
      .filter(Boolean)
      .join(' '),
    objective_url: `{{ $externalURL }}${plain(page)}`,
    ...(runbook !== undefined && { runbook_url: plain(runbook) }),
    ...(dashboard !== undefined && { dashboard_url: plain(dashboard) }),
  };
}

/** `99.9 % of requests are to succeed`. */
export function promiseWords({ kind, target, threshold }: Listed['settings']): string {
  const what =
    kind === 'availability'
      ? 'succeed'
      : threshold === undefined
        ? 'be fast enough'
        : `be answered within ${formatDuration(threshold * 1000)}`;
  return `${target} % of requests are to ${what}`;
}
