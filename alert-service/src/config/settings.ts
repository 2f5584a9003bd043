import type { Secret } from '#lib/secret';
import type { HttpSettings, TlsClientSettings } from './http-settings.ts';

export type { HttpSettings } from './http-settings.ts';

export interface SlackField {
  readonly title: string;
  readonly value: string;
  /** Else `shortFields`. */
  readonly short?: boolean;
}

export interface SlackConfirmation {
  readonly text: string;
  readonly title?: string;
  readonly okText?: string;
  readonly dismissText?: string;
}

export interface SlackAction {
  readonly type: string;
  readonly text: string;
  readonly url?: string;
  readonly style?: string;
  readonly name?: string;
  readonly value?: string;
  readonly confirm?: SlackConfirmation;
}

/** Texts are templates; one left out is not there: the channel has words of its own. An empty one was emptied on purpose. */
export interface SlackSettings {
  /** With a token, the Web API's method (chat.postMessage); without, an incoming webhook. */
  readonly url: Secret;
  readonly token?: Secret;
  readonly channel?: string;
  readonly username?: string;
  readonly color?: string;
  readonly title?: string;
  readonly titleLink?: string;
  readonly pretext?: string;
  readonly text?: string;
  readonly messageText?: string;
  readonly fallback?: string;
  readonly footer?: string;
  readonly callbackId?: string;
  readonly iconEmoji?: string;
  readonly iconUrl?: string;
  readonly imageUrl?: string;
  readonly thumbUrl?: string;
  readonly fields: readonly SlackField[];
  readonly actions: readonly SlackAction[];
  readonly mrkdwnIn: readonly string[];
  readonly shortFields: boolean;
  readonly linkNames: boolean;
  readonly updateMessage: boolean;
  readonly timeoutMs?: number;
  /** Its authorization is the token's matter. */
  readonly http?: HttpSettings;
}

export interface EmailSettings {
  /** May be a template; several addresses stand between commas. */
  readonly to: string;
  readonly from: string;
  readonly smarthost: { readonly host: string; readonly port: number };
  readonly hello: string;
  readonly authUsername?: string;
  readonly authPassword?: Secret;
  readonly authIdentity?: string;
  readonly authSecret?: Secret;
  readonly requireTls: boolean;
  /** True: TLS from the first byte; false: never so; absent: on port 465. */
  readonly implicitTls?: boolean;
  readonly tls?: TlsClientSettings;
  /** Names in canonical form (`Subject`, `Reply-To`); values are templates. */
  readonly headers: Readonly<Record<string, string>>;
  /** A template; absent: our own text. */
  readonly text?: string;
  /** A template; true: our own page; false: `html: ''` asks for a message of text alone. */
  readonly html: boolean | string;
  /** All mails of a group as one conversation, or one a day; absent: one per incident. */
  readonly threading?: 'none' | 'daily';
}

export interface WebhookSettings {
  /** May be a template (`{{`). */
  readonly url: Secret;
  /** 0: all. */
  readonly maxAlerts: number;
  readonly timeoutMs?: number;
  /** A body of the user's own shape, texts in it templates, instead of upstream's. */
  readonly payload?: unknown;
  /** Whoever reads it can prove with it that it is ours. */
  readonly signedWith?: Secret;
  readonly http: HttpSettings;
}
