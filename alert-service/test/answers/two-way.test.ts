import { createHmac } from 'node:crypto';
import { afterEach, expect, jest, test } from '@jest/globals';
import { say, startHttpServer } from '../../src/channels/kit/http-server.ts';
import { eventually } from '../kit/eventually.ts';
import { startOpsgenie, startPagerDuty } from '../kit/incident-service-stand-ins.ts';
import { type Service, startService } from '../kit/service.ts';

jest.setTimeout(60_000);

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

const secret = 'a-secret-of-enough-characters';
const now = (): number => Date.now();

/** The service as it ships, with three receivers of the same alert. */
async function scene() {
  const started: { service?: Service } = {};
  const at = (name: string) => () => `${started.service?.url ?? ''}/answers/${name}`;
  const pagerDuty = stack.use(await startPagerDuty({ webhook: at('pagerduty'), secret, now }));
  const opsgenie = stack.use(await startOpsgenie({ webhook: at('opsgenie'), token: secret, now }));
  const hook = stack.adopt(await startHttpServer(say(200)), (each) => each.close());
  const service = stack.use(
    await startService({
      alertmanager: `
route:
  receiver: pd
  group_by: [alertname]
  group_wait: 20ms
  group_interval: 100ms
  repeat_interval: 1h
  routes:
    - {receiver: pd, continue: true}
    - {receiver: og, continue: true}
    - {receiver: hook}
receivers:
  - name: pd
    pagerduty_configs: [{routing_key: r0uting, url: '${pagerDuty.origin}/v2/enqueue'}]
  - name: og
    opsgenie_configs: [{api_key: k3y, api_url: '${opsgenie.origin}'}]
  - name: hook
    webhook_configs: [{url: '${hook.origin}/'}]
`,
      tocsin: `
pagerduty: {webhook_secret: ${secret}, receivers: [pd], acknowledge: true}
opsgenie: {webhook_token: ${secret}, acknowledge: true}
receivers: [{name: hook, webhook_signature: {secret: ${secret}}}]
`,
    }),
  );
  started.service = service;
  await service.post('/api/v2/alerts', [{ labels: { alertname: 'Down', severity: 'critical' } }]);
  await eventually('all are told', () => pagerDuty.asked[0] && opsgenie.asked[0] && hook.received[0]);
  const asked = () => [pagerDuty, opsgenie].map((each) => each.asked.map(({ does }) => does).join());
  return { service, pagerDuty, opsgenie, hook, asked };
}

test('who takes it at one of them has it here and at the other; so does who takes it here, and gives it back', async () => {
  const { pagerDuty, opsgenie, asked } = await scene();
  // Of another receiver's group: it has the incident of the alert's first one.
  expect((await opsgenie.tell('Acknowledge')).body).toBe('INC-1: acknowledge.\n');
  await eventually('PagerDuty is shown it', () => asked()[0] === 'trigger,acknowledge');
  expect(pagerDuty.asked[1]?.body).toEqual({
    ...{ routing_key: 'r0uting', event_action: 'acknowledge' },
    dedup_key: pagerDuty.asked[0]?.key,
  });
  expect(opsgenie.asked[0]?.key).not.toBe(pagerDuty.asked[0]?.key);
  expect((await pagerDuty.tell('incident.acknowledged')).body).toContain('already');
  await opsgenie.tell('UnAcknowledge');
  await eventually('Opsgenie is shown it', () => asked()[1]?.includes('unacknowledge'));
  await pagerDuty.tell('incident.resolved');
  await eventually('Opsgenie has closed its own', () => asked()[1]?.endsWith('close'));
  expect(opsgenie.asked.at(-1)?.body).toMatchObject({
    ...{ user: 'Tocsin', note: 'Mia (PagerDuty) resolved INC-1 in Tocsin.' },
  });
  expect(asked()[0]?.match(/trigger/g)).toHaveLength(1);
});

test('a webhook of a receiver proves itself as those of people do', async () => {
  const { hook } = await scene();
  const { headers, body } = hook.received[0]!;
  const [, time = '', signature] = /^t=(\d+),v1=(\w+)$/.exec(String(headers['x-tocsin-signature'])) ?? [];
  expect(signature).toBe(createHmac('sha256', secret).update(`${time}.${body}`).digest('hex'));
  expect(Math.abs(Number(time) * 1_000 - now())).toBeLessThan(60_000);
});
