import { z } from 'zod';
import { parseDuration } from '@tocsin/model';
import { type Subject, subjectOf, subjectText } from '#channels/slack-app/verbs';
import type { Actor } from '#core/input';
import { askerOf, notKept } from './asker.ts';
import { askedOnce, doneWords } from './deed.ts';
import type { ViewSubmission } from './payload.ts';
import { type Body, ephemeral, type Handled, type SlackTools } from './tools.ts';
import { timeWords } from './when.ts';

const dialogs = ['assign', 'silence', 'note'] as const;
type Dialog = (typeof dialogs)[number];

/** What is needed when it comes back. */
const Kept = z.object({ subject: z.string(), responseUrl: z.string().optional() });

const titles: Readonly<Record<Dialog, readonly [title: string, submit: string]>> = {
  assign: ['Assign', 'Assign'],
  silence: ['Silence', 'Silence'],
  note: ['Add a note', 'Add'],
};

/** A dialog of Slack's, for what needs a word more. */
export function dialogOf(dialog: Dialog, subject: Subject, responseUrl: string | undefined): Body {
  const [title, submit] = titles[dialog];
  return {
    type: 'modal',
    callback_id: dialog,
    private_metadata: JSON.stringify({ subject: subjectText(subject), ...(responseUrl && { responseUrl }) }),
    title: plain(`${title} ${subject.incident}`.slice(0, 24)),
    submit: plain(submit),
    close: plain('Cancel'),
    blocks: inputsOf[dialog],
  };
}

const plain = (text: string): Body => ({ type: 'plain_text', text, emoji: false });
const input = (id: string, label: string, element: Body): Body => ({
  type: 'input',
  block_id: id,
  label: plain(label),
  element: { ...element, action_id: id },
});
const option = (value: string, text: string): Body => ({ text: plain(text), value });
const lengths = [option('30m', '30 min'), option('1h', '1 h'), option('4h', '4 h'), option('24h', '24 h')];

const inputsOf: Readonly<Record<Dialog, readonly Body[]>> = {
  assign: [input('person', 'Who takes it', { type: 'users_select' })],
  silence: [
    input('length', 'All that fires of it is silent for', {
      type: 'static_select',
      options: lengths,
      initial_option: lengths[1],
    }),
    input('reason', 'Why', { type: 'plain_text_input', max_length: 500 }),
  ],
  note: [
    input('note', 'What others should know', {
      type: 'plain_text_input',
      multiline: true,
      max_length: 3_000,
    }),
  ],
};

/** A dialog comes back, filled in. What is wrong stands in it, and it stays open. */
export async function submitted(payload: ViewSubmission, tools: SlackTools): Promise<Handled> {
  const { user, team, view } = payload;
  const dialog = dialogs.find((each) => each === view.callback_id);
  const kept = Kept.safeParse(jsonOf(view.private_metadata));
  const subject = kept.success ? subjectOf(kept.data.subject) : undefined;
  if (!dialog || !subject) return {};
  const asker = askerOf(
    { id: user.id, name: user.username ?? user.name, theirTeam: user.team_id, ourTeam: team?.id },
    tools,
  );
  const outcome =
    'stranger' in asker
      ? wrong(firstOf[dialog], asker.stranger)
      : await carryOut[dialog](payload, { actor: asker.actor, subject, tools }).catch((error: unknown) =>
          wrong(firstOf[dialog], notKept(error)),
        );
  if ('errors' in outcome) return { answer: { response_action: 'errors', errors: outcome.errors } };
  const url = kept.data?.responseUrl;
  return url === undefined ? {} : { after: () => tools.calls.respond(url, ephemeral(outcome.words)) };
}

type Outcome = { readonly words: string } | { readonly errors: Body };
interface Given {
  readonly actor: Actor;
  readonly subject: Subject;
  readonly tools: SlackTools;
}

const wrong = (block: string, text: string): Outcome => ({ errors: { [block]: text.slice(0, 150) } });
const firstOf: Readonly<Record<Dialog, string>> = { assign: 'person', silence: 'reason', note: 'note' };

const carryOut: Readonly<Record<Dialog, (payload: ViewSubmission, given: Given) => Promise<Outcome>>> = {
  async assign(payload, { actor, subject, tools: { door } }) {
    const chosen = valueIn(payload, 'person');
    const person = door.personBy('slack', chosen);
    if (!person)
      return wrong(
        'person',
        'Tocsin does not know them: their Slack user id is no contact method of anybody.',
      );
    const asked = {
      ...actor,
      incident: subject.incident,
      command: 'assign',
      to: person.name,
      toId: person.id,
    } as const;
    return outcomeOf(await door.act({ ...asked, ...onceOf(payload) }), 'person', (answer) =>
      doneWords(asked, answer, door),
    );
  },
  async silence(payload, { actor, subject, tools: { door } }) {
    const length = parseDuration(valueIn(payload, 'length'));
    const comment = valueIn(payload, 'reason').trim();
    if (!length.ok) return wrong('length', 'Choose how long.');
    if (comment === '') return wrong('reason', 'Say why: others will ask.');
    const forMs = length.value;
    const made = await door.silence({ incident: subject.incident, forMs, by: actor.by, comment });
    if ('problem' in made) return wrong('reason', made.problem);
    const until = timeWords(door.clock.now() + forMs, door);
    return { words: `All that fires of ${subject.incident} is silent until ${until}.` };
  },
  async note(payload, { actor, subject, tools: { door } }) {
    const text = valueIn(payload, 'note').trim();
    if (text === '') return wrong('note', 'The note is empty.');
    const asked = { ...actor, incident: subject.incident, command: 'note', text } as const;
    return outcomeOf(await door.act({ ...asked, ...onceOf(payload) }), 'note', (answer) =>
      doneWords(asked, answer, door),
    );
  },
};

type Acted = Awaited<ReturnType<SlackTools['door']['act']>>;

const outcomeOf = (answer: Acted, block: string, words: (answer: Acted) => string): Outcome =>
  answer.kind === 'incident' ? { words: words(answer) } : wrong(block, answer.detail);

const onceOf = ({ view, trigger_id: trigger }: ViewSubmission) =>
  askedOnce(view.id ?? trigger, `${view.callback_id} ${view.private_metadata}`);

function valueIn({ view }: ViewSubmission, block: string): string {
  const entered = view.state.values[block]?.[block];
  return entered?.value ?? entered?.selected_user ?? entered?.selected_option?.value ?? '';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
