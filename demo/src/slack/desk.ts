import { randomUUID } from 'node:crypto';
import { fieldOf, isTrue, textOf } from '../json.ts';
import type { Delivery } from './delivery.ts';
import { elementsOf } from './elements.ts';
import type { Channel, MessageLog, SlackMessage } from './message-log.ts';
import { personById, type SlackPerson, teamId } from './people.ts';
import { contentOf, isRefused, wireMessage } from './web-api.ts';

/** Shown to one person alone. */
export interface Whisper {
  readonly user: string;
  readonly channelId: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly attachments: readonly unknown[];
  readonly at: number;
}

export interface OpenView {
  readonly id: string;
  readonly user: string;
  readonly view: unknown;
  /** What the app found wrong, by block. */
  readonly errors: Readonly<Record<string, string>>;
}

export interface Press {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly actionId: string;
  /** The value of an entry of a menu. */
  readonly option?: string;
}

/** What one answer may be used for, as Slack allows it. */
const mostAnswers = 5;
const answerableMs = 30 * 60_000;
const triggerMs = 3_000;

interface Address {
  readonly channel: Channel;
  readonly user: string;
  readonly message?: SlackMessage;
  readonly until: number;
  left: number;
}

interface DeskParts {
  readonly log: MessageLog;
  /** Undefined: no app is to be told. */
  readonly delivery: () => Delivery | undefined;
  /** Where the app reaches us. */
  readonly baseUrl: () => string;
}

/** What people do in Slack: presses, commands, dialogs; and what comes back of them. */
export class Desk {
  readonly #parts: DeskParts;
  readonly #addresses = new Map<string, Address>();
  readonly #triggers = new Map<string, { readonly user: string; readonly until: number }>();
  readonly #whispers: Whisper[] = [];
  readonly #views = new Map<string, OpenView>();

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  whispers(user?: string): readonly Whisper[] {
    return this.#whispers.filter((whisper) => user === undefined || whisper.user === user);
  }

  view(user: string): OpenView | undefined {
    return this.#views.get(user);
  }

  closeView(user: string): void {
    this.#views.delete(user);
  }

  clear(): void {
    this.#whispers.length = 0;
    this.#views.clear();
  }

  /** Resolves once the app has acknowledged it, or with why it did not. */
  async press({
    channel: channelId,
    ts,
    user: userId,
    actionId,
    option,
  }: Press): Promise<string | undefined> {
    const channel = this.#parts.log.channelById(channelId);
    const message = this.#parts.log.find(channelId, ts);
    const user = personById(userId);
    if (!channel || !message || !user) return 'there is no such message or person';
    const found = elementsOf(message).find(
      (element) =>
        textOf(element, 'action_id') === actionId && (option === undefined || hasOption(element, option)),
    );
    if (found === undefined) return `the message has no ${actionId}`;
    const responseUrl = this.#address({ channel, user: userId, message });
    return this.#tell('actions', {
      ...this.#person(user),
      type: 'block_actions',
      container: { type: 'message', message_ts: ts, channel_id: channelId, is_ephemeral: false },
      channel: { id: channel.id, name: channel.name },
      message: wireMessage(message),
      state: { values: {} },
      response_url: responseUrl,
      actions: [pressedOf(found, option)],
    });
  }

  async command({
    channel: channelId,
    user: userId,
    text,
  }: {
    channel: string;
    user: string;
    text: string;
  }): Promise<string | undefined> {
    const channel = this.#parts.log.channelById(channelId);
    const user = personById(userId);
    if (!channel || !user) return 'there is no such channel or person';
    const [, command = '', rest = ''] = /^(\/\S+)\s*([^]*)$/.exec(text.trim()) ?? [];
    if (command === '') return 'a command begins with a slash';
    const trigger = this.#trigger(userId);
    return this.#tell(
      'commands',
      {
        command,
        text: rest.trim(),
        user_id: user.id,
        user_name: user.name.toLowerCase(),
        team_id: teamId,
        team_domain: 'tocsin-demo',
        channel_id: channel.id,
        channel_name: channel.name,
        api_app_id: 'A00000001',
        is_enterprise_install: 'false',
        response_url: this.#address({ channel, user: userId }),
        trigger_id: trigger,
      },
      (answer) => this.#whisper({ channel, user: userId }, answer),
    );
  }

  async submitView(
    userId: string,
    values: Readonly<Record<string, Record<string, unknown>>>,
  ): Promise<string | undefined> {
    const open = this.#views.get(userId);
    const user = personById(userId);
    if (!open || !user) return 'no dialog is open';
    const view = { ...objectOf(open.view), id: open.id, state: { values } };
    return this.#tell(
      'actions',
      { ...this.#person(user), type: 'view_submission', view, response_urls: [] },
      (answer) => {
        const errors = textOf(answer, 'response_action') === 'errors' ? fieldOf(answer, 'errors') : undefined;
        if (errors === undefined) this.#views.delete(userId);
        else this.#views.set(userId, { ...open, errors: textsOf(errors) });
      },
    );
  }

  /** `views.open` of the app: only for who has just done something. */
  openView(triggerId: string, view: unknown): { readonly id: string } | { readonly error: string } {
    const trigger = this.#triggers.get(triggerId);
    if (!trigger) return { error: 'invalid_trigger_id' };
    if (trigger.until < Date.now()) return { error: 'expired_trigger_id' };
    this.#triggers.delete(triggerId);
    const id = `V${randomUUID().slice(0, 8)}`;
    this.#views.set(trigger.user, { id, user: trigger.user, view, errors: {} });
    return { id };
  }

  /** What the app posts to an address that came with a press. */
  answered(token: string, body: unknown): { readonly status: number; readonly text: string } {
    const address = this.#addresses.get(token);
    if (!address || address.until < Date.now()) return { status: 404, text: 'expired_url' };
    if (address.left <= 0) return { status: 404, text: 'used_url' };
    address.left -= 1;
    const content = contentOf(body);
    if (isRefused(content)) return { status: 400, text: String(content['error']) };
    if (isTrue(body, 'replace_original') && address.message) {
      const current = this.#parts.log.find(address.channel.id, address.message.ts);
      if (current) this.#parts.log.update(current, content);
    } else if (textOf(body, 'response_type') === 'in_channel') {
      this.#parts.log.post(address.channel, {
        ...content,
        broadcast: false,
        username: 'Tocsin',
        via: 'response_url',
      });
    } else this.#whisper(address, body);
    return { status: 200, text: 'ok' };
  }

  #whisper({ channel, user }: Pick<Address, 'channel' | 'user'>, body: unknown): void {
    const content = contentOf(body);
    // An empty answer is an acknowledgement and no words.
    if (isRefused(content)) return;
    this.#whispers.push({ ...content, user, channelId: channel.id, at: Date.now() });
  }

  async #tell(
    kind: 'actions' | 'commands',
    payload: Record<string, unknown>,
    take: (answer: unknown) => void = () => undefined,
  ): Promise<string | undefined> {
    const delivery = this.#parts.delivery();
    if (!delivery) return 'no app listens: neither request URLs nor Socket Mode';
    const answer = await delivery.tell({ kind, payload });
    const failed = textOf(answer, 'failed');
    if (failed === undefined) take(answer);
    return failed;
  }

  #person({ id, name }: SlackPerson): Record<string, unknown> {
    return {
      user: { id, username: name.toLowerCase(), name: name.toLowerCase(), team_id: teamId },
      team: { id: teamId, domain: 'tocsin-demo' },
      api_app_id: 'A00000001',
      token: 'deprecated',
      enterprise: null,
      is_enterprise_install: false,
      trigger_id: this.#trigger(id),
    };
  }

  #trigger(user: string): string {
    const id = `${Date.now()}.${randomUUID()}`;
    this.#triggers.set(id, { user, until: Date.now() + triggerMs });
    return id;
  }

  #address(address: Pick<Address, 'channel' | 'user' | 'message'>): string {
    const token = randomUUID();
    this.#addresses.set(token, { ...address, until: Date.now() + answerableMs, left: mostAnswers });
    return `${this.#parts.baseUrl()}/response/${token}`;
  }
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const textsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(objectOf(value)).map(([name, text]) => [name, String(text)]));

const optionOf = (element: unknown, value: string): unknown =>
  optionsOf(element).find((option) => textOf(option, 'value') === value);

function optionsOf(element: unknown): readonly unknown[] {
  const options: unknown = fieldOf(element, 'options');
  return Array.isArray(options) ? options : [];
}

const hasOption = (element: unknown, value: string): boolean => optionOf(element, value) !== undefined;

function pressedOf(element: unknown, option: string | undefined): Record<string, unknown> {
  const { type, action_id, value, text } = objectOf(element);
  return {
    ...{ type, action_id, block_id: 'b1', action_ts: String(Date.now() / 1000) },
    ...(option === undefined ? { value, text } : { selected_option: optionOf(element, option) }),
  };
}
