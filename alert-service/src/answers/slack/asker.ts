import { oneLine } from '#lib/plain-text';
import type { Actor } from '#core/input';
import { EngineUnavailable } from '#engine/engine';
import type { SlackTools } from './tools.ts';

/** Whom Slack says that it is. */
export interface SlackUser {
  readonly id: string;
  readonly name?: string | undefined;
  /** Theirs, and the one that the app is installed in: they differ for guests of a shared channel. */
  readonly theirTeam?: string | undefined;
  readonly ourTeam?: string | undefined;
}

export type Asker = { readonly actor: Actor } | { readonly stranger: string };

/** A person of ours by their Slack user id, or what a stranger is told. */
export function askerOf(user: SlackUser, { door, allowUnknownUsers }: SlackTools): Asker {
  const person = door.personBy('slack', user.id);
  if (person) return { actor: { by: person.name, person: person.id, via: 'slack' } };
  const isGuest =
    user.theirTeam !== undefined && user.ourTeam !== undefined && user.theirTeam !== user.ourTeam;
  if (allowUnknownUsers && !isGuest)
    return { actor: { by: `${oneLine(user.name ?? user.id, 60)} (Slack)`, via: 'slack' } };
  return {
    stranger:
      `Nothing was done: Tocsin does not know who you are. Add your Slack user id ${oneLine(user.id, 30)} ` +
      `to your contact methods (My page in Tocsin, or people in tocsin.yml) and prove it with the code that comes here.`,
  };
}

/** What is said where nothing could be kept: never a false yes. */
export const notKept = (error: unknown): string =>
  error instanceof EngineUnavailable
    ? 'Nothing was done: Tocsin cannot keep anything just now. Try again in a minute.'
    : 'Nothing was done: Tocsin failed by itself. Its log says why.';
