import { escapedWithin } from '#channels/slack/mrkdwn';
import type { AnswerDoor } from '../answer-door.ts';

export type Body = Readonly<Record<string, unknown>>;

/** What we ask of Slack while we answer: a dialog, a word to one person, a message that is out of date. */
export interface SlackCalls {
  /** Says in words why not; never throws. */
  openView(triggerId: string, view: Body): Promise<string | undefined>;
  /** To the address that came with what was pressed. Never throws. */
  respond(responseUrl: string, body: Body): Promise<void>;
}

export interface SlackTools {
  readonly door: AnswerDoor;
  readonly calls: SlackCalls;
  /** Whoever is in the workspace may act. */
  readonly allowUnknownUsers: boolean;
}

/** What becomes of a request of Slack's. It wants a word within three seconds: `answer` is that, `after` comes later. */
export interface Handled {
  readonly answer?: Body;
  /** Where the answer goes if it was not ready in time. */
  readonly responseUrl?: string;
  readonly after?: () => Promise<void>;
}

const longestText = 3_000;

/** Shown to one person alone, and gone when they reload. Plain text: nothing in it can mention or link. */
export const ephemeral = (text: string): Body => whisper(escapedWithin(text, longestText));

/** Of escaped lines; those that are too many are left out whole, since a cut could fall into a link. */
export function ephemeralLines(lines: readonly string[]): Body {
  let text = '';
  for (const line of lines) {
    const more = text === '' ? line : `${text}\n${line}`;
    if (more.length <= longestText) text = more;
  }
  return whisper(text);
}

const whisper = (text: string): Body => ({ response_type: 'ephemeral', replace_original: false, text });
