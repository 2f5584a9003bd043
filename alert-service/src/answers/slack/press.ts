import { menuId, openId, subjectOf, type Subject, type Verb, verbOf } from '#channels/slack-app/verbs';
import type { CommandAnswer } from '#core/incident/command';
import type { Actor } from '#core/input';
import { askerOf, notKept } from './asker.ts';
import { deedOf, doneWords } from './deed.ts';
import { dialogOf } from './dialogs.ts';
import type { BlockActions } from './payload.ts';
import { standing } from './standing.ts';
import { ephemeral, type Handled, type SlackTools } from './tools.ts';

interface Wish {
  readonly verb: Verb;
  readonly subject: Subject;
}

/** Of a button its id says what, of a menu the value of its entry; nothing for a link, and for what is not ours. */
function wishOf({
  action_id: id,
  value = '',
  selected_option: entry,
}: BlockActions['actions'][number]): Wish | undefined {
  if (id === openId) return undefined;
  const [, menuVerb, menuSubject] = /^(\S+) (.+)$/.exec(entry?.value ?? '') ?? [];
  const verb = verbOf(id === menuId ? (menuVerb ?? '') : id);
  const subject = subjectOf(id === menuId ? (menuSubject ?? '') : value);
  return verb && subject && { verb, subject };
}

/** Somebody pressed a button of ours. */
export async function pressed(payload: BlockActions, tools: SlackTools): Promise<Handled> {
  const wish = payload.actions.map(wishOf).find((each) => each !== undefined);
  if (!wish) return {};
  const { user, team } = payload;
  const asker = askerOf(
    { id: user.id, name: user.username ?? user.name, theirTeam: user.team_id, ourTeam: team?.id },
    tools,
  );
  if ('stranger' in asker) return { after: () => tell(payload, tools, asker.stranger) };
  return grant(wish, { actor: asker.actor, payload, tools });
}

interface Asked {
  readonly actor: Actor;
  readonly payload: BlockActions;
  readonly tools: SlackTools;
}

async function grant({ verb, subject }: Wish, { actor, payload, tools }: Asked): Promise<Handled> {
  const { door } = tools;
  switch (verb) {
    case 'why':
      return { after: async () => tell(payload, tools, await whyWords(subject, tools)) };
    case 'assign':
    case 'silence':
    case 'note':
      return { after: () => open(verb, subject, { payload, tools }) };
    default: {
      const asked = deedOf(verb, { actor, subject, trigger: payload.trigger_id }, door);
      const outcome = await door.act(asked).catch((error: unknown) => ({ failed: notKept(error) }));
      if ('failed' in outcome) return { after: () => tell(payload, tools, outcome.failed) };
      return {
        after: () => show(outcome, doneWords(asked, outcome, door), { subject, payload, tools }),
      };
    }
  }
}

interface Shown {
  readonly subject: Subject;
  readonly payload: BlockActions;
  readonly tools: SlackTools;
}

/** What was posted changes by the sender, for every reader. Where it still has buttons when all is over, that was missed. */
async function show(
  outcome: CommandAnswer,
  words: string,
  { subject, payload, tools }: Shown,
): Promise<void> {
  const { door, calls } = tools;
  const incident = door.incident(subject.incident);
  const isStale = outcome.kind !== 'incident' && incident?.status === 'resolved';
  if (incident && isStale && payload.response_url !== undefined)
    await calls.respond(payload.response_url, standing(incident, subject, door));
  await tell(payload, tools, words);
}

async function open(
  verb: 'assign' | 'silence' | 'note',
  subject: Subject,
  { payload, tools }: Omit<Shown, 'subject'>,
): Promise<void> {
  const incident = tools.door.incident(subject.incident);
  if (!incident) return tell(payload, tools, `There is no incident ${subject.incident}.`);
  if (incident.status === 'resolved') return tell(payload, tools, `${incident.id} has already ended.`);
  const view = dialogOf(verb, subject, payload.response_url);
  const problem = await tools.calls.openView(payload.trigger_id ?? '', view);
  if (problem !== undefined) await tell(payload, tools, `The dialog could not be opened: ${problem}`);
}

export async function whyWords({ incident }: Subject, { door }: SlackTools): Promise<string> {
  if (!door.incident(incident)) return `There is no incident ${incident}.`;
  return (await door.why(incident)) || `Nothing is known of why ${incident} paged anybody.`;
}

const tell = async (
  { response_url: url }: BlockActions,
  { calls }: SlackTools,
  text: string,
): Promise<void> => {
  if (url !== undefined) await calls.respond(url, ephemeral(text));
};
