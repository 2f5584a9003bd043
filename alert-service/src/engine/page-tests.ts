import type { Severity } from '@tocsin/model';
import { hasArrived, isLost, pagesOf } from '#core/escalate/called';
import type { Actor, AskedOnce } from '#core/input';
import { objectIn } from '#core/on-call/directory';
import type { Incident } from '#core/incident/incident';
import type { Contact, Page } from '#core/page/page';
import type { State } from '#core/state';
import type { Engine } from './engine.ts';

export interface PageTestAsked {
  /** Along a whole policy, or one person by their own rules. */
  readonly target: { readonly kind: 'policy' | 'person'; readonly id: string };
  readonly actor: Actor;
  readonly severity: Exclude<Severity, 'none'>;
  readonly request?: AskedOnce;
}

export type PageTestBegun =
  | { readonly kind: 'begun'; readonly incident: Incident }
  | {
      readonly kind: 'not-found' | 'conflict';
      readonly detail: string;
      readonly because?: 'version' | 'request';
    };

/** Sends a real page that says it is a test. It ends by itself: answered, at the end of its policy, or after ten minutes. */
export async function beginPageTest(
  engine: Pick<Engine, 'state' | 'submit'>,
  { target, actor, severity, request }: PageTestAsked,
): Promise<PageTestBegun> {
  const known = objectIn(engine.state().directory, target);
  if (!known)
    return {
      kind: 'not-found',
      detail: `There is no ${target.kind} ${target.id}: see what the files and the app say.`,
    };
  const opened = await engine.submit({
    kind: 'open-incident',
    origin: 'test',
    ...actor,
    title: `Test page: ${known.name}`,
    description: `${actor.by} tries whether a page arrives. Nothing is wrong.`,
    ...{ severity, labels: {} },
    ...(target.kind === 'policy' && { policy: target.id }),
    ...(request && { request }),
  });
  if (opened.kind === 'not-found' || opened.kind === 'conflict') return opened;
  if (opened.kind !== 'incident') throw new Error('a test was not answered');
  const { incident } = opened;
  if (target.kind === 'person' && !engine.state().escalations.has(incident.id))
    await engine.submit({
      ...{ kind: 'command', command: 'escalate', incident: incident.id, ...actor },
      targets: [{ kind: 'person', id: target.id }],
    });
  return { kind: 'begun', incident: engine.state().incidents.get(incident.id) ?? incident };
}

export interface TestMessage {
  readonly page: Page;
  readonly contact: Contact;
}

/** Every message of a test, in the order that they were made. */
export const messagesOf = (state: State, incident: string): readonly TestMessage[] =>
  pagesOf(state, incident).flatMap((page) => page.contacts.map((contact) => ({ page, contact })));

/** Some message of it has been delivered. */
export const testArrived = (state: State, incident: string): boolean =>
  pagesOf(state, incident).some(hasArrived);

export const testIsLost = (state: State, incident: string): boolean => pagesOf(state, incident).every(isLost);
