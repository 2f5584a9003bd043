import type { Alert } from '@tocsin/model';
import type { Message } from '../channel.ts';
import { factsOf } from '../facts.ts';

const mostAlerts = 100;
const isoTime = (at: number): string => new Date(at).toISOString();

/** What a program gets: the page, the incident and its alerts, as data; times as in RFC 3339. Fields are only ever added. */
export function payloadOf(message: Message): Readonly<Record<string, unknown>> {
  const { notice, incident } = message;
  const { page, firing, resolved } = notice;
  if (page?.code !== undefined)
    return { version: 1, kind: 'proof', id: notice.id, person: page.person, code: page.code };
  const facts = factsOf(message);
  const alerts = [...firing, ...resolved];
  return {
    version: 1,
    kind: notice.digest ? 'digest' : 'page',
    id: notice.id,
    url: facts.links.main,
    ...(page && { page: { id: page.id, why: page.why, ...placeOf(page) } }),
    ...(incident && {
      incident: {
        id: incident.id,
        title: facts.headline,
        status: incident.status,
        severity: incident.severity,
        openedAt: isoTime(incident.openedAt),
        ...(incident.assignee !== undefined && { assignee: incident.assignee }),
      },
    }),
    ...(notice.digest && { incidents: notice.digest.flatMap((part) => part.incident ?? []) }),
    alerts: alerts.slice(0, mostAlerts).map((alert) => alertOf(alert, firing.includes(alert))),
    leftOut: Math.max(0, alerts.length - mostAlerts),
  };
}

const placeOf = ({ person, level, policy, schedule }: NonNullable<Message['notice']['page']>) => ({
  ...(person !== undefined && { person }),
  ...(level !== undefined && { level }),
  ...(policy !== undefined && { policy }),
  ...(schedule !== undefined && { schedule }),
});

const alertOf = (alert: Alert, fires: boolean) => ({
  status: fires ? 'firing' : 'resolved',
  fingerprint: alert.fingerprint,
  labels: alert.labels,
  annotations: alert.annotations,
  startsAt: isoTime(alert.startsAt),
  ...(!fires && { endsAt: isoTime(alert.endsAt) }),
  ...(alert.measure && { value: alert.measure.value }),
});
