import type { PageTest, Routes } from '@tocsin/api';
import { contactReasons, notPagedReasons, spokenDuration } from '@tocsin/model';
import type { Incident } from '#core/incident/incident';
import { objectIn, personIn } from '#core/on-call/directory';
import type { Contact, Page } from '#core/page/page';
import { beginPageTest, messagesOf, type TestMessage } from '#engine/page-tests';
import type { Caller } from '../door.ts';
import { HttpError } from '../errors.ts';
import { refusal } from '../refusal.ts';
import { actorOf } from '../caller.ts';
import type { TocsinContext } from './context.ts';
import type { Asked, Handlers } from './router.ts';
import { integrationWords } from './words.ts';

export const pageTestHandlers: Pick<Handlers, 'startPageTest' | 'getPageTest'> = {
  startPageTest,
  getPageTest(context, { params }) {
    const incident = context.engine.state().incidents.get(params.incident);
    if (incident?.origin?.kind === 'test') return wireTest(context, incident);
    const detail = `${params.incident} is no test of a page: POST /page-tests begins one.`;
    throw new HttpError(404, 'There is no such test', { detail });
  },
};

async function startPageTest(
  context: TocsinContext,
  { body, conditions }: Asked<Routes['startPageTest']>,
  caller: Caller,
): Promise<PageTest> {
  const { policy, person, severity = 'critical' } = body;
  const begun = await beginPageTest(context.engine, {
    target: policy === undefined ? { kind: 'person', id: person ?? '' } : { kind: 'policy', id: policy },
    actor: actorOf(caller),
    severity,
    ...(conditions.request && { request: conditions.request }),
  });
  if (begun.kind === 'begun') return wireTest(context, begun.incident);
  throw refusal(begun, policy === undefined ? 'person' : 'policy');
}

const iso = (at: number): string => new Date(at).toISOString();

async function wireTest(context: TocsinContext, incident: Incident): Promise<PageTest> {
  const state = context.engine.state();
  const { id, title, openedAt, resolvedAt, assignee, firstAcknowledgedAt } = incident;
  const messages = messagesOf(state, id);
  const escalation = state.escalations.get(id);
  const nextAt = escalation?.status === 'running' ? escalation.nextStepAt : undefined;
  return {
    incident: id,
    title,
    status: resolvedAt === undefined ? 'running' : 'over',
    sentence: sentenceOf(messages, incident),
    startedAt: iso(openedAt),
    ...(resolvedAt !== undefined && { endedAt: iso(resolvedAt) }),
    ...(firstAcknowledgedAt !== undefined && assignee !== undefined && { answeredBy: assignee }),
    ...(nextAt !== undefined && { nextAt: iso(nextAt) }),
    messages: messages.map((message) => wireMessage(context, message)),
    why: (await context.incidents.whySentences(incident)).map(({ at, ...sentence }) => ({
      ...sentence,
      at: iso(at),
    })),
  };
}

function wireMessage(context: TocsinContext, { page, contact }: TestMessage): PageTest['messages'][number] {
  const { integration, status, reason, attempts, nextAttemptAt, deliveredAt, lastError, answer } = contact;
  return {
    ...{ integration, status, attempts, channel: channelOf(contact) },
    target: { ...page.target, name: nameOf(context, page) },
    at: iso(page.at),
    ...(page.level !== undefined && { level: page.level }),
    ...(reason && { reason, explanation: { ...notPagedReasons, ...contactReasons }[reason] }),
    ...(nextAttemptAt !== undefined && { dueAt: iso(nextAttemptAt) }),
    ...(deliveredAt !== undefined && { deliveredAt: iso(deliveredAt) }),
    ...(lastError !== undefined && { error: lastError }),
    ...(answer !== undefined && { answer }),
  };
}

const channelOf = ({ kind, integration }: Contact): string => kind ?? integrationWords(integration);

function nameOf({ engine }: TocsinContext, { target, name }: Page): string {
  const { directory } = engine.state();
  if (target.kind === 'receiver') return target.id;
  if (target.kind === 'person') return name ?? personIn(directory, target.id)?.name ?? target.id;
  return objectIn(directory, { kind: 'automation', id: target.id })?.name ?? target.id;
}

/** What is true now. */
function sentenceOf(
  messages: readonly TestMessage[],
  { openedAt, resolvedAt, firstAcknowledgedAt }: Incident,
): string {
  const arrived = messages.flatMap(({ contact }) => contact.deliveredAt ?? []);
  if (firstAcknowledgedAt !== undefined)
    return `It was answered after ${spokenDuration(firstAcknowledgedAt - openedAt)}.`;
  if (messages.length === 0)
    return resolvedAt === undefined ? 'Nobody has been told yet.' : 'Nobody could be told.';
  if (arrived.length === 0)
    return resolvedAt === undefined ? 'No message has been delivered yet.' : 'No message was delivered.';
  const first = spokenDuration(Math.max(0, Math.min(...arrived) - openedAt));
  return `${arrived.length} of ${messages.length} messages delivered, the first after ${first}.`;
}
