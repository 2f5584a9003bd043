import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { alertNamed } from './alerts.ts';
import type { Delivery } from './hooks.ts';
import { mismatch, near, type Signs } from './match.ts';
import type { Notification, Scenario, ToldAlert } from './scenario.ts';

const Labels = z.record(z.string(), z.string());

const WebhookAlert = z.object({
  status: z.string(),
  labels: Labels,
  annotations: Labels,
  startsAt: z.string(),
  endsAt: z.string(),
});
type WebhookAlert = z.output<typeof WebhookAlert>;

const WebhookMessage = z.object({
  status: z.string(),
  groupKey: z.string(),
  groupLabels: Labels,
  alerts: z.array(WebhookAlert),
});

export interface Judged {
  readonly scenario: Scenario;
  readonly expected: Pick<Scenario, 'notifications' | 'attempts'>;
  readonly deliveries: readonly Delivery[];
  readonly signs: Signs;
}

/** Everything that came and was not expected, did not come, or came otherwise. */
export function judge(judged: Judged): string[] {
  const { expected, deliveries } = judged;
  const taken = deliveries.filter(({ status }) => status >= 200 && status < 300);
  const paths = new Set([...taken, ...expected.notifications].map(({ to }) => to));
  return [
    ...[...paths].sort().flatMap((to) =>
      comparedAt(judged, {
        to,
        wanted: expected.notifications.filter((each) => each.to === to).sort((a, b) => a.at - b.at),
        came: taken.filter((each) => each.to === to),
      }),
    ),
    ...wrongAttempts(judged),
  ];
}

interface Webhook {
  readonly to: string;
  readonly wanted: readonly Notification[];
  readonly came: readonly Delivery[];
}

function comparedAt(judged: Judged, { to, wanted, came }: Webhook): string[] {
  const left = [...came];
  const wrong: string[] = [];
  for (const notification of wanted) {
    const said = left.map((delivery) => whyNot(judged, notification, delivery));
    const index = said.indexOf(undefined);
    const what = `${to} was to be told at ${notification.at} of ${namesOf(notification)}`;
    if (index >= 0) left.splice(index, 1);
    else wrong.push(`${what}: ${closest(judged, notification, left) ?? 'nothing came'}`);
  }
  return [...wrong, ...left.map((each) => `${to} was told what was not expected: ${summary(judged, each)}`)];
}

/** Of what came, the nearest in time says best what went wrong. */
function closest(
  judged: Judged,
  notification: Notification,
  deliveries: readonly Delivery[],
): string | undefined {
  const off = ({ at }: Delivery): number => Math.abs(at - judged.signs.epoch(notification.at));
  const [nearest] = [...deliveries].sort((a, b) => off(a) - off(b));
  return nearest && whyNot(judged, notification, nearest);
}

const namesOf = ({ firing, resolved }: Notification): string =>
  `[${firing.map(nameOf).join(' ')}] firing, [${resolved.map(nameOf).join(' ')}] resolved`;

const nameOf = (told: ToldAlert): string => (typeof told === 'string' ? told : told.alert);

function whyNot({ scenario, signs }: Judged, wanted: Notification, delivery: Delivery): string | undefined {
  const t = (delivery.at - signs.epoch(0)) / 1_000;
  const late = Math.max(wanted.within ?? 0, scenario.within);
  if (t < wanted.at - 0.05 || t > wanted.at + late) return `it came at ${t.toFixed(2)}`;
  const message = WebhookMessage.safeParse(delivery.body);
  if (!message.success) return `not a webhook's message: ${z.prettifyError(message.error)}`;
  const { alerts, status, groupLabels, groupKey } = message.data;
  const firing = wanted.firing.length > 0 ? 'firing' : 'resolved';
  if (status !== firing) return `its status is ${status}`;
  if (wanted.groupLabels && !isDeepStrictEqual({ ...groupLabels }, { ...wanted.groupLabels }))
    return `its group is ${JSON.stringify(groupLabels)}`;
  if (wanted.groupKey !== undefined && groupKey !== wanted.groupKey) return `its group key is ${groupKey}`;
  return (
    wrongAlerts(scenario, signs, { wanted, alerts }) ??
    (wanted.body === undefined ? undefined : mismatch(wanted.body, delivery.body, signs))
  );
}

function wrongAlerts(
  scenario: Scenario,
  signs: Signs,
  { wanted, alerts }: { wanted: Notification; alerts: readonly WebhookAlert[] },
): string | undefined {
  const all = [
    ...wanted.firing.map((told) => ({ told, status: 'firing' })),
    ...wanted.resolved.map((told) => ({ told, status: 'resolved' })),
  ];
  if (all.length !== alerts.length)
    return `it lists ${alerts.map((each) => shown(scenario, each)).join(' ')}`;
  for (const { told, status } of all) {
    const { labels } = alertNamed(scenario, nameOf(told));
    const found = alerts.find(
      (each) => each.status === status && isDeepStrictEqual({ ...each.labels }, labels),
    );
    if (!found) return `it lists ${alerts.map((each) => shown(scenario, each)).join(' ')}`;
    const wrong = wrongTimes(told, found, signs);
    if (wrong) return `${nameOf(told)} ${wrong}`;
  }
  return undefined;
}

const never = Date.parse('0001-01-01T00:00:00Z');

function wrongTimes(told: ToldAlert, found: WebhookAlert, signs: Signs): string | undefined {
  if (found.status === 'firing' && Date.parse(found.endsAt) !== never)
    return `fires and ends at ${found.endsAt}`;
  if (typeof told === 'string') return undefined;
  for (const key of ['startsAt', 'endsAt'] as const) {
    const wanted = told[key];
    if (wanted !== undefined && !near(found[key], signs.epoch(wanted), signs.toleranceMs))
      return `${key} is ${(Date.parse(found[key]) - signs.epoch(0)) / 1_000}, not ${wanted}`;
  }
  return told.annotations && !isDeepStrictEqual({ ...found.annotations }, told.annotations)
    ? `has the annotations ${JSON.stringify(found.annotations)}`
    : undefined;
}

function shown(scenario: Scenario, { labels, status }: WebhookAlert): string {
  const [name] =
    Object.entries(scenario.alerts).find(([, alert]) =>
      isDeepStrictEqual({ ...alert.labels }, { ...labels }),
    ) ?? [];
  return `${name ?? JSON.stringify(labels)}(${status})`;
}

function summary({ scenario, signs }: Judged, { at, body }: Delivery): string {
  const message = WebhookMessage.safeParse(body);
  const alerts = message.success ? message.data.alerts.map((each) => shown(scenario, each)) : [];
  return `at ${((at - signs.epoch(0)) / 1_000).toFixed(2)}, ${alerts.join(' ') || JSON.stringify(body)}`;
}

function wrongAttempts({ expected, deliveries }: Judged): string[] {
  return Object.entries(expected.attempts).flatMap(([to, { atLeast, atMost = Infinity }]) => {
    const count = deliveries.filter((each) => each.to === to).length;
    return count < atLeast || count > atMost
      ? [`${to} was asked ${count} times, not ${atLeast} to ${atMost} times`]
      : [];
  });
}
