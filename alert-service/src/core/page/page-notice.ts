import {
  type Alert,
  type DigestPart,
  fingerprint,
  isFiring,
  type Labels,
  noEnd,
  type Notice,
  type NoticePage,
  worstFirst,
} from '@tocsin/model';
import type { Incident } from '../incident/incident.ts';
import { objectIn } from '../on-call/directory.ts';
import { onCallAt } from '../on-call/shift.ts';
import type { Turn } from '../turn.ts';
import type { Page } from './page.ts';
import type { Message } from './storm.ts';

/** A code is taken for so long. */
export const codeValidMs = 10 * 60_000;

interface Said {
  readonly id: string;
  /** What was posted changes, silently. */
  readonly updates?: boolean;
}

/** What a message of a page says: the incident as it is now. */
export function pageNotice(turn: Turn, { page, contact }: Message, { id, updates }: Said): Notice {
  const incident = turn.state.incidents.get(page.incident);
  const { receiver, integration } = addressOf(contact.integration);
  return {
    id,
    why: updates ? whyUpdated(incident) : 'first',
    at: page.at,
    group: incident?.group ?? page.incident,
    groupLabels: incident?.groupLabels ?? {},
    receiver,
    integration,
    ...(incident ? alertsOf(turn, incident) : { firing: [codeAlert(page)], resolved: [] }),
    page: notePage(turn, page),
  };
}

/** All that has waited, in one message: of each incident the alert that stands for it. */
export function digestNotice(
  turn: Turn,
  [lead, ...others]: readonly [Message, ...Message[]],
  id: string,
): Notice {
  const parts: DigestPart[] = [];
  const firing: Alert[] = [];
  for (const { page } of [lead, ...others]) {
    const incident = turn.state.incidents.get(page.incident);
    if (!incident) continue;
    const alerts = alertsOf(turn, incident).firing;
    firing.push(...worstFirst(alerts).slice(0, 1));
    const { group, groupLabels } = incident;
    parts.push({ group, incident: incident.id, groupLabels, firing: alerts.length, resolved: 0 });
  }
  return { ...pageNotice(turn, lead, { id }), firing, resolved: [], digest: parts };
}

/** `team/slack[0]`, `@mia/phone`: the name of a receiver may hold a slash, that of an integration has none. */
function addressOf(integration: string): { readonly receiver: string; readonly integration: string } {
  const slash = integration.lastIndexOf('/');
  return { receiver: integration.slice(0, slash), integration: integration.slice(slash + 1) };
}

function whyUpdated(incident: Incident | undefined): Notice['why'] {
  if (!incident || incident.status === 'resolved') return 'all-resolved';
  return incident.status === 'triggered' ? 'incident-handed-back' : 'incident-acknowledged';
}

function alertsOf(turn: Turn, incident: Incident): Pick<Notice, 'firing' | 'resolved'> {
  const over = incident.status === 'resolved';
  const known = incident.alerts.flatMap((each) => turn.state.alerts.get(each)?.alert ?? []);
  const firing = over ? [] : known.filter((alert) => isFiring(alert, turn.now));
  if (firing.length > 0) return { firing, resolved: [] };
  const ended = known.filter((alert) => !isFiring(alert, turn.now));
  if (over && ended.length > 0) return { firing: [], resolved: ended };
  const own = ownAlert(incident, turn.now);
  return over ? { firing: [], resolved: [own] } : { firing: [own], resolved: [] };
}

/** An incident without alerts speaks for itself, so that every channel can tell of it. */
function ownAlert(
  { title, description, severity, service, openedAt, resolvedAt, status }: Incident,
  now: number,
): Alert {
  const labels: Labels = { alertname: title, severity, ...(service !== undefined && { service }) };
  return alertOf(labels, {
    annotations: { summary: title, ...(description !== undefined && { description }) },
    startsAt: openedAt,
    endsAt: status === 'resolved' ? (resolvedAt ?? now) : noEnd,
  });
}

const codeAlert = ({ code = '', at }: Page): Alert =>
  alertOf(
    { alertname: 'ContactProof', severity: 'none' },
    {
      annotations: {
        summary: `Your code is ${code}`,
        description: 'It proves that this is a way to reach you. Nobody else needs to know it.',
      },
      startsAt: at,
      endsAt: noEnd,
    },
  );

const alertOf = (
  labels: Labels,
  { annotations, startsAt, endsAt }: Pick<Alert, 'annotations' | 'startsAt' | 'endsAt'>,
): Alert => ({
  fingerprint: fingerprint(labels),
  labels,
  annotations,
  startsAt,
  endsAt,
  expires: false,
  timeout: false,
  updatedAt: startsAt,
  generatorURL: '',
});

function notePage({ state, now }: Turn, page: Page): NoticePage {
  const { id, incident, why, name, level, policy, schedule, code, target } = page;
  const shift =
    schedule === undefined
      ? undefined
      : onCallAt(state.directory, schedule, now).find(({ person }) => person === target.id);
  const scheduled = schedule !== undefined && objectIn(state.directory, { kind: 'schedule', id: schedule });
  const along = policy !== undefined && objectIn(state.directory, { kind: 'policy', id: policy });
  return {
    id,
    incident,
    why,
    ...(name !== undefined && { person: name }),
    ...(level !== undefined && { level }),
    ...(policy !== undefined && { policy: along ? along.name : policy }),
    ...(schedule !== undefined && { schedule: scheduled ? scheduled.name : schedule }),
    ...(shift && Number.isFinite(shift.to) && { onCallUntil: shift.to }),
    ...(code !== undefined && { code }),
  };
}
