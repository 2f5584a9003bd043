import { incidentPage } from '#channels/links';
import { oneLine } from '#lib/plain-text';
import { colourOf } from '#channels/slack/colours';
import { escaped, link } from '#channels/slack/mrkdwn';
import { actionsOf } from '#channels/slack-app/buttons';
import type { Subject } from '#channels/slack-app/verbs';
import type { FactState } from '#channels/facts';
import type { Incident } from '#core/incident/incident';
import type { AnswerDoor } from '../answer-door.ts';
import type { Body } from './tools.ts';
import { timeWords } from './when.ts';

/** A message whose button was pressed, as the incident is now: two lines, and the buttons that are left. */
export function standing(incident: Incident, subject: Subject, door: AnswerDoor): Body {
  const url = incidentPage(door.externalUrl, incident.id);
  const state = stateOf(incident);
  const actions = actionsOf({ subject, status: incident.status, url });
  const blocks = [
    section(`*${headOf(incident)}:* ${link(url, titleOf(incident))}`),
    {
      type: 'context',
      elements: [mrkdwn(escaped(oneLine([incident.id, whoWords(incident, door)].join(' · '), 300)))],
    },
    ...(actions ? [actions] : []),
  ];
  const fallback = escaped(`${headOf(incident)}: ${titleOf(incident)}`);
  return {
    replace_original: true,
    attachments: [{ color: colourOf({ state, severity: incident.severity }), fallback, blocks }],
  };
}

const headOf = ({ status, severity }: Incident): string =>
  status === 'resolved' ? 'Resolved' : severity.charAt(0).toUpperCase() + severity.slice(1);

const titleOf = ({ title }: Incident): string => oneLine(title, 140) || 'An incident without a name';

const stateOf = ({ status }: Incident): FactState =>
  status === 'triggered' ? 'triggered' : status === 'resolved' ? 'resolved' : 'acknowledged';

function whoWords({ status, assignee, acknowledgedAt, snoozed }: Incident, door: AnswerDoor): string {
  if (status === 'resolved') return assignee ? `${assignee} had it` : 'it is over';
  if (status === 'snoozed' && snoozed)
    return `${snoozed.by} put it off until ${timeWords(snoozed.until, door)}`;
  if (!assignee) return 'nobody has it';
  return acknowledgedAt === undefined
    ? `${assignee} has it`
    : `${assignee} has it since ${timeWords(acknowledgedAt, door)}`;
}

const section = (text: string): Body => ({ type: 'section', text: mrkdwn(text) });
const mrkdwn = (text: string): Body => ({ type: 'mrkdwn', text, verbatim: true });
