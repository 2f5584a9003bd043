import { expect, test } from '@jest/globals';
import { hostileValues } from '#channels/kit/hostile';
import type { Incident } from '#core/incident/incident';
import { createFakeClock } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import type { AnswerDoor } from '../answer-door.ts';
import { handleSlack } from './handle.ts';
import { standing } from './standing.ts';
import type { Body, SlackTools } from './tools.ts';

const incidentOf = (value: string, status: Incident['status']): Incident => ({
  id: 'INC-1',
  group: value,
  groupLabels: { [value]: value },
  receiver: value,
  status,
  severity: 'critical',
  title: value,
  alerts: [],
  openedAt: 0,
  assignee: value,
  snoozed: { by: value, at: 0, until: 1 },
});

/** Everything that people could have written, wherever it can come from. */
function toolsOf(value: string, said: Body[]): SlackTools {
  const incident = incidentOf(value, 'triggered');
  const person = { id: value, name: value, contacts: [], rules: {} };
  const door: AnswerDoor = {
    personBy: () => person,
    person: () => person,
    personNamed: () => person,
    policyNamed: () => undefined,
    incident: () => incident,
    incidentOfGroupHash: () => incident,
    openIncidents: () => [incident, incident],
    page: () => undefined,
    pagesOf: () => [],
    bounced: () => Promise.resolve(),
    act: () => Promise.resolve({ kind: 'conflict', detail: value }),
    call: () => Promise.resolve({ kind: 'conflict', detail: value }),
    onCallNow: () => [{ schedule: value, people: [value], until: 1 }],
    silence: () => Promise.resolve({ problem: value }),
    why: () => Promise.resolve(value),
    next: () => value,
    externalUrl: 'https://tocsin.example.com',
    timeZone: 'UTC',
    clock: createFakeClock(1_000),
    log: silentLog,
  };
  return {
    door,
    allowUnknownUsers: false,
    calls: {
      openView: () => Promise.resolve(value),
      respond: async (_url, body) => void said.push(body),
    },
  };
}

/** Every text that Slack reads as markup. */
const textsIn = (value: unknown, type = 'mrkdwn'): string[] => {
  if (typeof value === 'string') return type === 'mrkdwn' ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((each) => textsIn(each, type));
  if (typeof value !== 'object' || value === null) return [];
  const kind = 'type' in value && value.type === 'plain_text' ? 'plain' : type;
  return Object.entries(value).flatMap(([name, each]) =>
    ['text', 'fallback', 'elements', 'blocks', 'attachments'].includes(name) ? textsIn(each, kind) : [],
  );
};
/** A mention, a call to everybody, or a link to elsewhere. */
const strangeMarkup = /<(?!https:\/\/tocsin\.example\.com\/)/u;

const press = (action: object): object => ({
  type: 'block_actions',
  user: { id: 'U1' },
  trigger_id: '1',
  response_url: 'https://hooks.slack.com/x',
  actions: [action],
});
const command = (text: string): object => ({ command: '/tocsin', text, user_id: 'U1', trigger_id: '1' });
const asked: readonly ((value: string) => object)[] = [
  () => press({ action_id: 'acknowledge', value: 'INC-1' }),
  () => press({ action_id: 'why', value: 'INC-1' }),
  () => press({ action_id: 'more', selected_option: { value: 'silence INC-1' } }),
  (value) => press({ action_id: value, value }),
  (value) => command(value),
  () => command('who'),
  () => command('incidents'),
  (value) => command(`snooze INC-1 ${value}`),
  (value) => command(`note INC-1 ${value}`),
  (value) => command(`page ${value} ${value}`),
  (value) => command(`page @x ${value}`),
];

test.each(hostileValues.map((value) => [JSON.stringify(value.slice(0, 30)), value] as const))(
  '%s is text in every answer, and of bounded length',
  async (_name, value) => {
    const said: Body[] = [];
    const tools = toolsOf(value, said);
    for (const ask of asked) {
      const { answer, after } = await handleSlack(ask(value), tools);
      if (answer) said.push(answer);
      await after?.();
    }
    for (const status of ['triggered', 'acknowledged', 'snoozed', 'resolved'] as const)
      said.push(standing(incidentOf(value, status), { incident: 'INC-1' }, tools.door));
    expect(said.length).toBeGreaterThan(8);
    for (const text of said.flatMap((body) => textsIn(body))) {
      expect(text).not.toMatch(strangeMarkup);
      expect(text.length).toBeLessThanOrEqual(3_000);
    }
  },
);
