import { incidentPage } from '#channels/links';
import { listed, oneLine } from '#lib/plain-text';
import { code, escaped, link } from '#channels/slack/mrkdwn';
import { subjectOf, type Subject } from '#channels/slack-app/verbs';
import type { Incident } from '#core/incident/incident';
import type { Actor } from '#core/input';
import type { Answered, AnswerDoor } from '../answer-door.ts';
import { askerOf, notKept } from './asker.ts';
import { askedOnce, doneWords } from './deed.ts';
import type { SlashCommand } from './payload.ts';
import { whyWords } from './press.ts';
import { type Body, ephemeral, ephemeralLines, type Handled, type SlackTools } from './tools.ts';
import { momentOf, timeWords } from './when.ts';

const help: readonly (readonly [commands: readonly string[], what: string])[] = [
  [['who'], 'who is on call now'],
  [['incidents'], 'what is open, and who has it'],
  [['ack INC-1', 'resolve INC-1', 'back INC-1'], 'take it, end it, hand it back'],
  [['snooze INC-1 1h', 'snooze INC-1 until 09:00'], 'nobody is paged for it until then'],
  [['note INC-1 the cache is cold'], 'for its timeline'],
  [['why INC-1'], 'why these people, and why not others'],
  [['page @mia the shop is down', 'page payments the shop is down'], 'call a person, or along a policy'],
];

const mostListed = 20;

/** `/tocsin …`: answered to the one who asks alone. */
export async function commanded(payload: SlashCommand, tools: SlackTools): Promise<Handled> {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*([^]*)$/u.exec(payload.text) ?? [];
  const verb = word.toLowerCase();
  const answer = await answerTo({ verb, rest: rest.trim(), payload, tools }).catch((error: unknown) =>
    ephemeral(notKept(error)),
  );
  const { response_url: responseUrl } = payload;
  return { answer, ...(responseUrl !== undefined && { responseUrl }) };
}

interface Spoken {
  readonly verb: string;
  readonly rest: string;
  readonly payload: SlashCommand;
  readonly tools: SlackTools;
}

async function answerTo(spoken: Spoken): Promise<Body> {
  const { verb, payload, tools } = spoken;
  if (verb === '' || verb === 'help') return helpOf(payload.command);
  const asker = askerOf({ id: payload.user_id, name: payload.user_name, ourTeam: payload.team_id }, tools);
  if ('stranger' in asker) return ephemeral(asker.stranger);
  const { door } = tools;
  switch (verb) {
    case 'who':
      return whoIs(door);
    case 'incidents':
      return openOnes(door);
    case 'page':
      return page(spoken, asker.actor);
    default:
      return toIncident(spoken, asker.actor);
  }
}

const helpOf = (command: string): Body =>
  ephemeralLines(
    help.map(([forms, what]) => `${forms.map((form) => code(`${command} ${form}`)).join(', ')}: ${what}`),
  );

function whoIs(door: AnswerDoor): Body {
  const lines = door.onCallNow().map(({ schedule, people, until }) => {
    const name = `*${escaped(schedule)}*`;
    if (people.length === 0 || until === undefined) return `${name}: nobody, pages go to the last resort`;
    return `${name}: ${escaped(listed(people, 5))} until ${escaped(timeWords(until, door))}`;
  });
  return ephemeralLines(lines.length === 0 ? ['There is no schedule yet.'] : lines);
}

function openOnes(door: AnswerDoor): Body {
  const open = door.openIncidents();
  const lines = open.slice(0, mostListed).map((incident) => lineOf(incident, door));
  const more = open.length > mostListed ? [`and ${open.length - mostListed} more`] : [];
  return ephemeralLines(open.length === 0 ? ['No open incidents.'] : [...lines, ...more]);
}

function lineOf(incident: Incident, door: AnswerDoor): string {
  const { id, title, severity, assignee, status, snoozed } = incident;
  const who =
    status === 'snoozed' && snoozed
      ? `waits until ${timeWords(snoozed.until, door)}`
      : `${assignee ?? 'nobody'} has it`;
  return `${link(incidentPage(door.externalUrl, id), id)} ${severity}: ${escaped(oneLine(title, 120))} (${escaped(who)})`;
}

/** `ack INC-1` and what else begins with a verb and an incident. */
async function toIncident({ verb, rest, payload, tools }: Spoken, actor: Actor): Promise<Body> {
  const { door } = tools;
  const [, id = '', more = ''] = /^(\S*)\s*([^]*)$/u.exec(rest) ?? [];
  const subject = subjectOf(id.toUpperCase().replace(/^(?=\d)/, 'INC-'));
  const command = commands.get(verb);
  if (!command && verb !== 'why')
    return ephemeral(
      `“${oneLine(verb, 40)}” is not something Tocsin can do: ${payload.command} help says what is.`,
    );
  if (!subject) return ephemeral(`Say which incident: ${payload.command} ${verb} INC-1.`);
  if (!command) return ephemeral(await whyWords(subject, tools));
  const asked = command({ actor, subject, more: more.trim() }, door);
  if ('problem' in asked) return ephemeral(asked.problem);
  const once = askedOnce(payload.trigger_id, payload.text);
  return ephemeral(doneWords(asked, await door.act({ ...asked, ...once }), door));
}

interface Order {
  readonly actor: Actor;
  readonly subject: Subject;
  readonly more: string;
}
type Command = (order: Order, door: AnswerDoor) => Answered | { readonly problem: string };

const simply =
  (command: 'acknowledge' | 'hand-back' | 'awake'): Command =>
  ({ actor, subject: { incident } }) => ({ ...actor, incident, command });

const resolve: Command = ({ actor, subject: { incident }, more }) => ({
  ...{ ...actor, incident, command: 'resolve' },
  ...(more !== '' && { resolution: more.slice(0, 3_000) }),
});

const snooze: Command = ({ actor, subject: { incident }, more }, door) => {
  const moment = momentOf(more || '1h', door);
  if ('problem' in moment) return moment;
  return { ...actor, incident, command: 'snooze', until: moment.at };
};

const note: Command = ({ actor, subject: { incident }, more }) =>
  more === ''
    ? { problem: 'The note is empty: write it behind the incident.' }
    : { ...actor, incident, command: 'note', text: more.slice(0, 3_000) };

const commands: ReadonlyMap<string, Command> = new Map([
  ['ack', simply('acknowledge')],
  ['acknowledge', simply('acknowledge')],
  ['back', simply('hand-back')],
  ['awake', simply('awake')],
  ['resolve', resolve],
  ['snooze', snooze],
  ['note', note],
]);

/** `page @mia the shop is down`: Slack writes a mention as `<@U123|mia>` where the app asks for it. */
async function page({ rest, payload, tools: { door } }: Spoken, actor: Actor): Promise<Body> {
  const [, target = '', text = ''] = /^(\S*)\s*([^]*)$/u.exec(rest) ?? [];
  const to = targetOf(target, door);
  if (!to)
    return ephemeral(`There is nobody and no policy called “${oneLine(target, 60)}”: nobody was paged.`);
  if (text.trim() === '') return ephemeral('Say what it is about: nobody was paged.');
  const answer = await door.call({
    ...{ by: actor.by, via: 'slack', to: to.to, text: oneLine(text, 200) },
    ...(actor.person !== undefined && { person: actor.person }),
    ...askedOnce(payload.trigger_id, payload.text),
  });
  if (answer.kind !== 'incident') return ephemeral(answer.detail);
  return ephemeralLines([
    `${escaped(to.name)} is paged: ${link(incidentPage(door.externalUrl, answer.incident.id), answer.incident.id)}.`,
  ]);
}

function targetOf(written: string, door: AnswerDoor) {
  const [, slackId] = /^<@([A-Z0-9-]+)(?:\|[^>]*)?>$/.exec(written) ?? [];
  const name = written.replace(/^@/, '');
  const person = slackId === undefined ? door.personNamed(name) : door.personBy('slack', slackId);
  if (person) return { name: person.name, to: { person: person.id } };
  const policy = written.startsWith('@') || slackId !== undefined ? undefined : door.policyNamed(name);
  return policy && { name: `Policy ${policy.name}`, to: { policy: policy.id } };
}
