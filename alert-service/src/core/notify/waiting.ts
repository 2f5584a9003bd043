import { pageGroup } from '../page/page.ts';
import { integrationKey, type State } from '../state.ts';

/** Something to be sent, or being sent: what a group is owed at an integration, or a message of a page. */
export interface Sendable {
  readonly group: string;
  readonly integration: string;
  readonly nextAttemptAt?: number;
  /** The id of the notice in flight. */
  readonly inFlight?: string;
}

/** By its key in the queue of attempts. */
export function sendable(state: State, key: string): Sendable | undefined {
  const pending = state.pending.get(key);
  if (pending) {
    const { group, integration, nextAttemptAt, inFlight } = pending;
    return {
      group,
      integration,
      ...(nextAttemptAt !== undefined && { nextAttemptAt }),
      ...(inFlight && { inFlight: inFlight.notice.id }),
    };
  }
  return key.startsWith(pageGroup('')) ? messageOf(state, key) : undefined;
}

function messageOf(state: State, key: string): Sendable | undefined {
  const [group = '', integration = ''] = key.split('\n');
  const page = state.pages.get(group.slice(pageGroup('').length));
  const contact = page?.contacts.find((each) => each.integration === integration);
  if (!contact) return undefined;
  const { nextAttemptAt, notice, status } = contact;
  return {
    group,
    integration,
    ...(nextAttemptAt !== undefined && { nextAttemptAt }),
    ...(status === 'sending' && notice !== undefined && { inFlight: notice }),
  };
}

/** All that was in flight when the process ended. */
export function inFlight(state: State): readonly (Sendable & { readonly inFlight: string })[] {
  const pages = [...state.pages.values()].flatMap(({ id, contacts }) =>
    contacts.map(({ integration }) => integrationKey(pageGroup(id), integration)),
  );
  return [...state.pending.keys(), ...pages].flatMap((key) => {
    const found = sendable(state, key);
    return found?.inFlight === undefined ? [] : [{ ...found, inFlight: found.inFlight }];
  });
}
