import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Secret } from '#lib/secret';
import { createExpand } from './expand.ts';
import { edgeOf } from './kit/edge.ts';
import { type HttpServer, say, startHttpServer } from './kit/http-server.ts';
import {
  acknowledged,
  ended,
  messageOf,
  night,
  paymentsFailing,
  type Telling,
  triggered,
} from './kit/messages.ts';
import { type IntegrationOf, sendThrough } from './registry.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(202));
});
beforeEach(() => void (server.received.length = 0));
afterAll(() => server.close());

const http = { followRedirects: true };
const pagerduty = (version: 1 | 2): IntegrationOf<'pagerduty'> => ({
  type: 'pagerduty',
  settings: {
    ...{ version, key: Secret.of('r0uting'), url: `${server.origin}/v2/enqueue`, details: {} },
    ...{ images: [], links: [], http, acknowledges: true },
  },
});
const opsgenie = (): IntegrationOf<'opsgenie'> => ({
  type: 'opsgenie',
  settings: {
    ...{ apiKey: Secret.of('k3y'), apiUrl: `${server.origin}/`, details: {}, responders: [] },
    ...{ updateAlerts: false, http, acknowledges: true },
  },
});

const updated = { notice: { why: 'incident-acknowledged' } } as const;
const steps: readonly Telling[] = [
  { incident: triggered },
  { ...updated, incident: acknowledged },
  { ...updated, incident: { ...acknowledged, assignee: 'Mia' } },
  { ...updated, incident: triggered },
  { ...updated, incident: { ...triggered, status: 'snoozed', snoozed: { by: 'Mia', until: night } } },
  { ...updated, incident: { ...acknowledged, status: 'resolved', resolvedBy: 'Mia' } },
  { ...updated, incident: triggered },
  { notice: { firing: [], resolved: [ended(paymentsFailing, night)] }, incident: acknowledged },
];

/** What each step sends, each knowing what the one before left; and what was sent where nothing was. */
async function saidAt(integration: ReturnType<typeof opsgenie | typeof pagerduty>): Promise<string[]> {
  const said: string[] = [];
  let receipt: Readonly<Record<string, string>> | undefined;
  for (const step of steps) {
    const before = server.received.length;
    const edge = edgeOf({ expand: createExpand(() => night) });
    const outcome = await sendThrough(integration, messageOf({ ...step, ...(receipt && { receipt }) }), edge);
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
    receipt = outcome.receipt;
    const requests = server.received.slice(before).map(({ url, body }) => {
      const { event_action: v2, event_type: v1 } = JSON.parse(body) as Record<string, string>;
      return v2 ?? v1 ?? url.replace(/.*alerts(\/\w+)?|\?.*/g, '');
    });
    expect(Boolean(outcome.note)).toBe(requests.length === 0);
    said.push(requests.join());
  }
  return said;
}

test.each([1, 2] as const)(
  'PagerDuty (Events API v%d) is told once of each change that it can make',
  async (version) => {
    expect(await saidAt(pagerduty(version))).toEqual([
      ...['trigger', 'acknowledge', '', '', 'acknowledge', 'resolve', 'trigger', 'resolve'],
    ]);
  },
);

test('Opsgenie is told once of each change, of one given back too', async () => {
  expect(await saidAt(opsgenie())).toEqual([
    ...['', '/acknowledge', '', '/unacknowledge', '/acknowledge', '/close', '', '/close'],
  ]);
});
