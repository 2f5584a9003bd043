import { personById } from './people.ts';

export interface Content {
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly attachments: readonly unknown[];
}

export interface SlackMessage extends Content {
  readonly ts: string;
  readonly channel: string;
  readonly channelId: string;
  readonly threadTs?: string;
  /** A reply that is shown in the channel as well. */
  readonly broadcast: boolean;
  readonly username: string;
  readonly icon?: string;
  readonly postedAt: number;
  readonly via: 'chat.postMessage' | 'incoming-webhook' | 'response_url';
  /** What it said before, oldest first. */
  readonly edits: readonly (Content & { readonly until: number })[];
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  /** Of a direct message: with whom. */
  readonly user?: string;
}

export type Draft = Content & Pick<SlackMessage, 'threadTs' | 'broadcast' | 'username' | 'icon' | 'via'>;

/** Everything that was posted, in memory. */
export class MessageLog {
  readonly #messages: SlackMessage[] = [];
  readonly #channels: Channel[] = [];
  #posted = 0;

  constructor(channels: readonly string[]) {
    for (const name of channels) this.#open(name);
  }

  channels(): readonly Channel[] {
    return this.#channels;
  }

  messages(): readonly SlackMessage[] {
    return [...this.#messages];
  }

  clear(): void {
    this.#messages.length = 0;
  }

  channelById(id: string): Channel | undefined {
    return this.#channels.find((channel) => channel.id === id);
  }

  /** By id, or by name with or without `#`; a name that is new makes a channel, an id cannot. */
  channel(given: string): Channel | undefined {
    const known = this.channelById(given);
    if (known ?? /^[CGD][A-Z0-9]{8,}$/.test(given)) return known;
    if (/^[UW][A-Z0-9-]{2,}$/.test(given)) return this.direct(given);
    const name = given.replace(/^#/, '');
    return (
      this.#channels.find((channel) => channel.name === name && channel.user === undefined) ??
      this.#open(name)
    );
  }

  /** The direct message with somebody of the workspace. */
  direct(user: string): Channel | undefined {
    const person = personById(user);
    return (
      this.#channels.find((channel) => channel.user === user) ??
      (person && this.#open(person.name, person.id))
    );
  }

  find(channelId: string, ts: string): SlackMessage | undefined {
    return this.#messages.find((message) => message.channelId === channelId && message.ts === ts);
  }

  post(channel: Channel, draft: Draft): SlackMessage {
    const postedAt = Date.now();
    this.#posted += 1;
    const ts = `${Math.floor(postedAt / 1000)}.${String(this.#posted).padStart(6, '0')}`;
    const message = { ...draft, ts, channel: channel.name, channelId: channel.id, postedAt, edits: [] };
    this.#messages.push(message);
    return message;
  }

  update(message: SlackMessage, content: Content): void {
    const { text, blocks, attachments } = message;
    const edits = [...message.edits, { text, blocks, attachments, until: Date.now() }];
    this.#messages[this.#messages.indexOf(message)] = { ...message, ...content, edits };
  }

  #open(name: string, user?: string): Channel {
    const number = String(this.#channels.length + 1).padStart(8, '0');
    const channel = user === undefined ? { id: `C${number}`, name } : { id: `D${number}`, name, user };
    this.#channels.push(channel);
    return channel;
  }
}
