import { createHmac, randomUUID } from 'node:crypto';
import { type HttpServer, say, startHttpServer } from '../../src/channels/kit/http-server.ts';

export interface Answered {
  readonly status: number;
  readonly body: string;
}

interface OtherService extends AsyncDisposable {
  readonly origin: string;
  /** All that we asked of it, in order: `trigger`, `acknowledge` … */
  readonly asked: { readonly does: string; readonly key: string; readonly body: Record<string, unknown> }[];
}

export interface PagerDutyStandIn extends OtherService {
  /** Somebody does something: the webhook as it goes out, or as it is tampered with. */
  tell(type: string, more?: PagerDutyEvent): Promise<Answered>;
  /** The webhook of before, once more. */
  again(): Promise<Answered>;
}

interface PagerDutyEvent {
  readonly id?: string;
  readonly key?: string;
  /** Null: PagerDuty by itself. */
  readonly agent?: { readonly type: string; readonly summary: string } | null;
  readonly at?: string;
  readonly data?: object;
  readonly signedWith?: readonly string[];
  readonly unsigned?: true;
}

const json = (body: string): Record<string, unknown> => JSON.parse(body) as Record<string, unknown>;

/** PagerDuty's side: the Events API, and webhooks of version 3. */
export async function startPagerDuty({
  webhook,
  secret,
  now,
}: {
  readonly webhook: () => string;
  readonly secret: string;
  readonly now: () => number;
}): Promise<PagerDutyStandIn> {
  const asked: PagerDutyStandIn['asked'] = [];
  const server: HttpServer = await startHttpServer((response, request) => {
    const body = json(request.body);
    const key = String(body.dedup_key);
    asked.push({ does: String(body.event_action), key, body });
    return say(202, { status: 'success', message: 'Event processed', dedup_key: key })(response, request);
  });
  let before: (() => Promise<Answered>) | undefined;
  return {
    origin: server.origin,
    asked,
    tell(type, { id = randomUUID(), key, agent, at, data, signedWith = [secret], unsigned } = {}) {
      const user = { type: 'user_reference', summary: 'Mia', id: 'PXPGF42' };
      const incident = { id: 'PT4KHLK', type: 'incident', incident_key: key ?? asked[0]?.key };
      const event = {
        ...{ id, event_type: type, resource_type: 'incident', agent: agent === undefined ? user : agent },
        ...{ occurred_at: at ?? new Date(now()).toISOString(), client: null, data: data ?? incident },
      };
      const body = JSON.stringify({ event });
      const signature = signedWith
        .map((each) => `v1=${createHmac('sha256', each).update(body).digest('hex')}`)
        .join(',');
      before = () =>
        post(webhook(), { body, headers: unsigned ? {} : { 'x-pagerduty-signature': signature } });
      return before();
    },
    again: () => before?.() ?? Promise.reject(new Error('nothing was told yet')),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

export interface OpsgenieStandIn extends OtherService {
  tell(action: string, alert?: object, token?: string): Promise<Answered>;
}

/** Opsgenie's side: the Alert API, and its webhook integration with a header of ours. */
export async function startOpsgenie({
  webhook,
  token,
  now,
}: {
  readonly webhook: () => string;
  readonly token: string;
  readonly now: () => number;
}): Promise<OpsgenieStandIn> {
  const asked: OpsgenieStandIn['asked'] = [];
  const server: HttpServer = await startHttpServer((response, request) => {
    const body = json(request.body);
    const [, alias, action] =
      /^\/v2\/alerts(?:\/(\w+)\/(\w+)\?identifierType=alias)?$/.exec(request.url) ?? [];
    asked.push({ does: action ?? 'create', key: alias ?? String(body.alias), body });
    return say(202, { result: 'Request will be processed', took: 0.1 })(response, request);
  });
  return {
    origin: server.origin,
    asked,
    tell(action, alert = {}, given = token) {
      const said = {
        ...{ alertId: 'a-1', alias: asked[0]?.key, username: 'mia@example.com' },
        ...{ updatedAt: now() * 1e6, ...alert },
      };
      const body = JSON.stringify({ action, alert: said, source: { name: '', type: 'web' } });
      return post(webhook(), { body, headers: given ? { 'x-tocsin-token': given } : {} });
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function post(
  url: string,
  { body, headers }: { readonly body: string; readonly headers: Record<string, string> },
): Promise<Answered> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: response.status, body: await response.text() };
}
