import type { Labels } from '@tocsin/model';
import type { AttemptResult } from '#core/input';
import { integrationKey } from '#core/state';
import type { Send } from '#core/turn';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import { type Directory, objectIn } from '#core/on-call/directory';
import type { Trust } from './address-guard.ts';
import type { AnswerLinks } from './answer-links.ts';
import type { Edge, Expand, FailureReason, IncidentFacts, Message, Outcome } from './channel.ts';
import { type PageSenders, personOf, type SenderContext } from './page-senders.ts';
import type { RouteLabels } from './route-labels.ts';
import { type Integration, sendThrough, timeoutMsOf } from './registry.ts';

/** What an attempt came to, for whoever counts. */
export interface AttemptEvent {
  readonly type: string;
  /** Of one integration and one group. */
  readonly about: string;
  readonly durationMs: number;
  readonly failure?: FailureReason;
  readonly refused?: boolean;
}

/** What the running configuration makes messages with. */
interface Senders {
  /** `receiver/slack[0]` to what sends it. */
  readonly senders: ReadonlyMap<string, Integration>;
  /** What sends to people and automations. */
  readonly pageSenders?: PageSenders;
  readonly renderRouteLabels: RouteLabels;
  readonly expand: Expand;
}

export interface DeliverParts {
  /** Asked once for each attempt: one that is under way when a reload comes ends as it began. */
  readonly inForce: () => Senders;
  /** As they are written in the route. */
  readonly routeLabels: (group: string) => Labels;
  readonly externalUrl: string;
  readonly timeZone: string;
  readonly fetch: Edge['fetch'];
  /** For pages; absent: nobody is paged from here. */
  readonly people?: {
    /** For addresses that people entered. */
    readonly fetch: Edge['fetch'];
    readonly directory: () => Directory;
    readonly unseal: SenderContext['unseal'];
    readonly readSecret: SenderContext['readSecret'];
    readonly pushIdentity?: SenderContext['pushIdentity'];
    /** Where the reader of a page can answer it. */
    readonly answers?: (send: Send) => AnswerLinks | undefined;
  };
  /** What is said of an incident: what happened, what happens next. Absent: what its row holds. */
  readonly incidentFacts?: (
    incident: NonNullable<Send['incident']>,
    timeZone: string,
  ) => Promise<IncidentFacts>;
  readonly readFile: (path: string) => Promise<string>;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly counted: (event: AttemptEvent) => void;
}

/** Carries a frozen notice to its receiver within the channel's deadline. Never rejects: whatever happens is an outcome. */
export function createDeliver(
  parts: DeliverParts,
): (send: Send, signal: AbortSignal) => Promise<AttemptResult> {
  return async (send, signal) => {
    const inForce = parts.inForce();
    const sender = senderOf(parts, inForce, send);
    if ('problem' in sender) return { outcome: 'refused', error: sender.problem, unconfigured: true };
    const { integration, trust } = sender;
    const started = parts.clock.elapsed();
    const outcome = withoutAddress(await attempt(parts, { inForce, integration, trust, send, signal }), send);
    parts.counted({
      type: integration.type,
      about: integrationKey(send.group, send.integration),
      durationMs: parts.clock.elapsed() - started,
      ...(outcome.kind !== 'done' && { failure: outcome.failure, refused: outcome.kind === 'refused' }),
    });
    const about = { integration: send.integration, attempt: send.attempt, notice: send.notice.id };
    if (outcome.kind === 'done') parts.log.debug('delivered', about);
    else parts.log.warn('not delivered', { ...about, outcome: outcome.kind, err: outcome.error });
    return signal.aborted && outcome.kind === 'retry' ? { outcome: 'ambiguous' } : resultOf(outcome);
  };
}

function senderOf(
  parts: DeliverParts,
  { senders, pageSenders }: Senders,
  send: Send,
): ReturnType<PageSenders> {
  const integration = senders.get(send.integration);
  if (integration) return { integration, trust: 'operator' };
  const { people } = parts;
  if (!send.contact || !pageSenders || !people)
    return { problem: `${send.integration} is no longer configured` };
  const { unseal, readSecret, pushIdentity } = people;
  const context = {
    directory: people.directory(),
    unseal,
    readSecret,
    ...(pushIdentity && { pushIdentity }),
  };
  return pageSenders(send.contact, context);
}

interface Attempt {
  readonly inForce: Senders;
  readonly integration: Integration;
  readonly trust: Trust;
  readonly send: Send;
  readonly signal: AbortSignal;
}

async function attempt(
  parts: DeliverParts,
  { inForce, integration, trust, send, signal }: Attempt,
): Promise<Outcome> {
  const { clock, log, readFile, version } = parts;
  const deadline = new AbortController();
  const cancel = clock.at(clock.now() + timeoutMsOf(integration), () =>
    deadline.abort(new DOMException('the attempt took too long', 'TimeoutError')),
  );
  const edge: Edge = {
    fetch: trust === 'operator' || !parts.people ? parts.fetch : parts.people.fetch,
    clock,
    signal: AbortSignal.any([deadline.signal, signal]),
    readFile,
    version,
    expand: inForce.expand,
    log: log.with({ integration: send.integration }),
  };
  try {
    return await sendThrough(integration, await messageOf(parts, inForce, send), edge);
  } catch (error) {
    const why = error instanceof Error ? error.name : 'an unknown fault';
    return { kind: 'retry', error: `the channel failed by itself: ${why}`, failure: 'other' };
  } finally {
    cancel();
  }
}

async function messageOf(parts: DeliverParts, { renderRouteLabels }: Senders, send: Send): Promise<Message> {
  const { routeLabels, externalUrl, clock } = parts;
  const { notice, receipt } = send;
  const answers = !notice.digest ? parts.people?.answers?.(send) : undefined;
  const timeZone = zoneOf(parts, send);
  const incident = send.incident && (await factsAbout(parts, send.incident, timeZone));
  const written: Message = {
    notice,
    ...(incident && { incident }),
    ...(receipt && { receipt }),
    ...(answers && { answers }),
    externalUrl,
    routeLabels: routeLabels(notice.group),
    now: clock.now(),
    timeZone,
  };
  return { ...written, routeLabels: renderRouteLabels(written) };
}

/** What goes to one person has the times of that person. */
function zoneOf({ people, timeZone }: DeliverParts, { contact }: Send): string {
  if (!contact || !people) return timeZone;
  const reader = objectIn(people.directory(), { kind: 'person', id: personOf(contact.integration) });
  return reader?.timeZone ?? timeZone;
}

/** A message without them is better than none. */
async function factsAbout(
  { incidentFacts, log }: DeliverParts,
  incident: NonNullable<Send['incident']>,
  timeZone: string,
): Promise<IncidentFacts> {
  try {
    return (await incidentFacts?.(incident, timeZone)) ?? incident;
  } catch (error) {
    log.warn('what happened to an incident could not be read', { incident: incident.id, err: error });
    return incident;
  }
}

/** Where a person is reached stands in no log, and not in the timeline, which everybody reads: some services repeat it. */
function withoutAddress(outcome: Outcome, { contact }: Send): Outcome {
  const { kind, address = '' } = contact ?? {};
  if (outcome.kind === 'done' || kind === undefined || address === '') return outcome;
  return { ...outcome, error: outcome.error.replaceAll(address, 'their address') };
}

function resultOf(outcome: Outcome): AttemptResult {
  switch (outcome.kind) {
    case 'done': {
      const { receipt, note } = outcome;
      return { outcome: 'delivered', ...(receipt && { receipt }), ...(note !== undefined && { note }) };
    }
    case 'retry': {
      const { error, status, retryAfterMs } = outcome;
      return {
        outcome: 'retry',
        error,
        ...(status !== undefined && { status }),
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      };
    }
    case 'refused': {
      const { error, status } = outcome;
      return { outcome: 'refused', error, ...(status !== undefined && { status }) };
    }
  }
}
