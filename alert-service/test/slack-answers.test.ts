import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { type SlackStandIn, startSlackStandIn } from '../../demo/src/slack/slack-stand-in.ts';
import { eventually } from './kit/eventually.ts';
import { type Service, startService } from './kit/service.ts';

jest.setTimeout(60_000);

const signingSecret = 'planted-signing-secret';
const people = `people:
  - {id: mia, name: Mia, contacts: [{id: slack, kind: slack, address: U-MIA, vouched: true}]}
  - {id: jonas, name: Jonas, contacts: [{id: slack, kind: slack, address: U-JONAS, vouched: true}]}
`;

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

interface Scene {
  readonly slack: SlackStandIn;
  service: Service;
  /** Stops the service and starts it again on what it kept. */
  restart(): Promise<void>;
}

type Transport = 'HTTP' | 'Socket Mode';

/** The service as it ships, told by a stand-in that speaks Slack's protocol, with the incident INC-1 open. */
async function scene(transport: Transport, more = ''): Promise<Scene> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-slack-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const slack = stack.adopt(await startSlackStandIn(), (each) => each.close());
  writeFileSync(path.join(folder, 'people.yml'), people);
  const way = transport === 'HTTP' ? `signing_secret: ${signingSecret}` : 'app_token: xapp-1';
  const start = async (): Promise<Service> => {
    const service = await startService({
      folder,
      alertmanager: `
route: {receiver: team, group_by: [alertname], group_wait: 50ms, group_interval: 300ms, repeat_interval: 1h}
receivers:
  - name: team
    slack_configs: [{api_url: '${slack.webhookUrl}', channel: '#alerts', send_resolved: true}]
`,
      tocsin: `
slack_app: {token: xoxb-1, api_url: '${slack.apiUrl}', receivers: [team], ${way}${more}}
on_call: {files: [people.yml]}
`,
    });
    slack.tellOverHttp({ base: `${service.url}/answers/slack`, signingSecret });
    if (transport === 'Socket Mode')
      await eventually('it is connected to Slack', () => slack.socketMode.connections() > 0);
    return service;
  };
  const made: Scene = {
    slack,
    service: await start(),
    async restart() {
      await made.service.app.stop();
      made.service = await start();
    },
  };
  stack.defer(() => made.service.app.stop());
  await post(made.service);
  await eventually('Slack is told', () => slack.messages().length > 0);
  return made;
}

const labels = { alertname: 'Down', severity: 'critical', service: 'api' };
const post = (service: Service, more: object = {}) =>
  service.post('/api/v2/alerts', [{ labels, annotations: { summary: 'The API is down' }, ...more }]);

const root = ({ slack }: Scene) => slack.messages().find(({ threadTs }) => threadTs === undefined)!;
const shown = (scene: Scene): string => JSON.stringify(root(scene).attachments);
const replies = ({ slack }: Scene) => slack.messages().filter(({ threadTs }) => threadTs !== undefined);
const press = (scene: Scene, user: string, actionId: string) => {
  const { channelId: channel, ts } = root(scene);
  return scene.slack.desk.press({ channel, ts, user, actionId });
};
/** An entry of the menu. */
const choose = (scene: Scene, user: string, option: string) => {
  const { channelId: channel, ts } = root(scene);
  return scene.slack.desk.press({ channel, ts, user, actionId: 'more', option });
};
const told = ({ slack }: Scene, user: string) =>
  eventually(`${user} is told`, () => slack.desk.whispers(user).at(-1)?.text);
const command = async (scene: Scene, user: string, text: string): Promise<string> => {
  const before = scene.slack.desk.whispers(user).length;
  await scene.slack.desk.command({ channel: root(scene).channelId, user, text });
  return eventually('the command is answered', () => scene.slack.desk.whispers(user)[before]?.text);
};

test.each(['HTTP', 'Socket Mode'] as const)(
  'by %s: acknowledge, and the message says who has it, with resolve in its place; the thread says when',
  async (transport) => {
    const it = await scene(transport);
    expect(shown(it)).toContain('"action_id":"acknowledge","value":"INC-1"');
    expect(await press(it, 'U-MIA', 'acknowledge')).toBeUndefined();
    expect(await told(it, 'U-MIA')).toBe('You have INC-1. Nobody else is paged.');
    await eventually('the message says it', () => shown(it).includes('Mia has it'));
    expect(shown(it)).toContain('"action_id":"resolve"');
    expect(shown(it)).not.toContain('"action_id":"acknowledge"');
    await eventually('the thread says it', () => replies(it).some(({ text }) => text.includes('Mia')));
    expect(replies(it).every(({ broadcast }) => !broadcast)).toBe(true);
  },
);

test.each(['HTTP', 'Socket Mode'] as const)(
  'by %s: of two who press in the same moment one has it, and the other is told who',
  async (transport) => {
    const it = await scene(transport);
    await Promise.all([press(it, 'U-MIA', 'acknowledge'), press(it, 'U-JONAS', 'acknowledge')]);
    const words = [await told(it, 'U-MIA'), await told(it, 'U-JONAS')];
    expect(words).toContain('You have INC-1. Nobody else is paged.');
    expect(words.join()).toMatch(/(Mia|Jonas) already has INC-1/);
  },
);

test('whom Tocsin does not know is told what to do, and nothing is done', async () => {
  const it = await scene('HTTP');
  await press(it, 'U-GUEST', 'acknowledge');
  expect(await told(it, 'U-GUEST')).toMatch('Nothing was done: Tocsin does not know who you are');
  expect(await told(it, 'U-GUEST')).toContain('U-GUEST');
  expect(shown(it)).toContain('Nobody has it');
});

test('where unknown users may act, they do so by the name that Slack knows', async () => {
  const it = await scene('HTTP', ', allow_unknown_users: true');
  await press(it, 'U-GUEST', 'acknowledge');
  await eventually('the message says it', () => shown(it).includes('guest (Slack) has it'));
});

test('a button that is still there when all is over says so, and the message is brought up to date', async () => {
  const it = await scene('HTTP');
  it.slack.refuse({ kind: 'server-error' });
  await post(it.service, { endsAt: new Date().toISOString() });
  await eventually(
    'it is over',
    async () => (await command(it, 'U-MIA', '/tocsin incidents')) === 'No open incidents.',
  );
  expect(shown(it)).toContain('acknowledge');
  await press(it, 'U-JONAS', 'acknowledge');
  expect(await told(it, 'U-JONAS')).toBe('INC-1 has already ended.');
  expect(shown(it)).toContain('Resolved');
  expect(shown(it)).not.toContain('acknowledge');
});

test.each(['HTTP', 'Socket Mode'] as const)(
  'by %s: a button of before a restart does what it says after it',
  async (transport) => {
    const it = await scene(transport);
    await it.restart();
    await press(it, 'U-MIA', 'acknowledge');
    await eventually('the message says it', () => shown(it).includes('Mia has it'));
  },
);

test('a connection that is refreshed or breaks is opened again, and what is pressed arrives', async () => {
  const it = await scene('Socket Mode');
  const { socketMode } = it.slack;
  const stands = (times: number) => () => socketMode.welcomed() === times && socketMode.connections() === 1;
  socketMode.refresh();
  await press(it, 'U-MIA', 'acknowledge');
  await eventually('the message says it', () => shown(it).includes('Mia has it'));
  await eventually('the second stands alone', stands(2));
  socketMode.cut();
  await eventually('there is a third', stands(3));
  await press(it, 'U-MIA', 'hand-back');
  await eventually('the message says it', () => shown(it).includes('Nobody has it'));
});

test('a token that Slack refuses is tried again, until it is mended', async () => {
  const it = await scene('Socket Mode');
  it.slack.refuse({ kind: 'invalid-auth', times: 1 });
  it.slack.socketMode.cut();
  await eventually(
    'it is connected',
    () => it.slack.socketMode.connections() === 1 && it.slack.requests().some(({ refusedBy }) => refusedBy),
  );
  expect(await command(it, 'U-MIA', '/tocsin who')).toBe('There is no schedule yet.');
});

test('assign opens a dialog, and what is wrong stands in it', async () => {
  const it = await scene('HTTP');
  await choose(it, 'U-MIA', 'assign INC-1');
  await eventually('the dialog is open', () => it.slack.desk.view('U-MIA'));
  await it.slack.desk.submitView('U-MIA', { person: { person: { selected_user: 'U-GUEST' } } });
  expect(it.slack.desk.view('U-MIA')?.errors).toMatchObject({
    person: expect.stringContaining('does not know'),
  });
  await it.slack.desk.submitView('U-MIA', { person: { person: { selected_user: 'U-JONAS' } } });
  expect(it.slack.desk.view('U-MIA')).toBeUndefined();
  await eventually('the message says it', () => shown(it).includes('Jonas has it'));
});

test('a silence needs a reason, and hides all that fires of it', async () => {
  const it = await scene('HTTP');
  await choose(it, 'U-MIA', 'silence INC-1');
  await eventually('the dialog is open', () => it.slack.desk.view('U-MIA'));
  const submit = (value: string) =>
    it.slack.desk.submitView('U-MIA', {
      length: { length: { selected_option: { value: '4h' } } },
      reason: { reason: { value } },
    });
  await submit(' ');
  expect(it.slack.desk.view('U-MIA')?.errors).toEqual({ reason: 'Say why: others will ask.' });
  await submit('known, vendor is on it');
  expect(await told(it, 'U-MIA')).toMatch('All that fires of INC-1 is silent until');
  const silences = (await (await it.service.get('/api/v2/silences')).json()) as { createdBy: string }[];
  expect(silences).toMatchObject([{ createdBy: 'Mia', comment: 'known, vendor is on it' }]);
});

test('the slash command answers whoever asks alone', async () => {
  const it = await scene('HTTP');
  expect(await command(it, 'U-MIA', '/tocsin help')).toContain('`/tocsin who`: who is on call now');
  expect(await command(it, 'U-MIA', '/tocsin who')).toBe('There is no schedule yet.');
  expect(await command(it, 'U-MIA', '/tocsin incidents')).toMatch(
    /\|INC-1> critical: The API is down \(nobody has it\)/,
  );
  expect(await command(it, 'U-MIA', '/tocsin ack INC-1')).toBe('You have INC-1. Nobody else is paged.');
  expect(await command(it, 'U-JONAS', '/tocsin ack inc-1')).toMatch('Mia already has INC-1');
  expect(await command(it, 'U-MIA', '/tocsin snooze INC-1 soon')).toMatch('“soon” is no time');
  expect(await command(it, 'U-MIA', '/tocsin snooze INC-1 2h')).toMatch(/^INC-1 waits until/);
  expect(await command(it, 'U-MIA', '/tocsin resolve INC-1 restarted it')).toBe('INC-1 is resolved.');
  expect(await command(it, 'U-MIA', '/tocsin ack INC-1')).toBe('INC-1 has already ended.');
  expect(await command(it, 'U-MIA', '/tocsin ack INC-99')).toBe('There is no incident INC-99.');
  expect(await command(it, 'U-MIA', '/tocsin ack')).toBe('Say which incident: /tocsin ack INC-1.');
  expect(await command(it, 'U-MIA', '/tocsin constructor INC-1')).toMatch('is not something Tocsin can do');
  expect(await command(it, 'U-MIA', '/tocsin page nobody help')).toMatch('nobody was paged');
  expect(await command(it, 'U-GUEST', '/tocsin who')).toMatch('does not know who you are');
});

test('by command a person is called with words of one’s own, in a direct message that mentions them', async () => {
  const it = await scene('HTTP');
  expect(await command(it, 'U-MIA', '/tocsin page <@U-JONAS|jonas> the shop <!channel> is down')).toMatch(
    /^Jonas is paged: <.*\|INC-2>\.$/,
  );
  const direct = await eventually('Jonas has a message', () =>
    it.slack.messages().find(({ channelId }) => channelId.startsWith('D')),
  );
  const markup =
    JSON.stringify(direct.attachments)
      .match(/"mrkdwn","text":"[^"]*"/g)
      ?.join() ?? '';
  expect(markup).toContain('<@U-JONAS>');
  expect(markup).not.toContain('<!channel>');
  await it.slack.desk.press({
    channel: direct.channelId,
    ts: direct.ts,
    user: 'U-JONAS',
    actionId: 'acknowledge',
  });
  expect(await told(it, 'U-JONAS')).toBe('You have INC-2. Nobody else is paged.');
});

const action = {
  type: 'block_actions',
  user: { id: 'U-MIA', username: 'mia' },
  trigger_id: 'one',
  actions: [{ action_id: 'acknowledge', value: 'INC-1' }],
};

/** A request as Slack would send it; `change` makes it another. */
function signed(change: { readonly at?: number; readonly secret?: string; readonly body?: string } = {}) {
  const { at = Date.now(), secret = signingSecret } = change;
  const body = change.body ?? new URLSearchParams({ payload: JSON.stringify(action) }).toString();
  const timestamp = String(Math.floor(at / 1000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded',
    'X-Slack-Request-Timestamp': timestamp,
    'X-Slack-Signature': `v0=${digest}`,
  };
  return { headers, body };
}

test('what is forged, too old or played again is refused, and does nothing', async () => {
  const it = await scene('HTTP');
  const ask = async ({ headers, body }: ReturnType<typeof signed>) => {
    const response = await it.service.post('/answers/slack/actions', body, headers);
    return `${response.status} ${await response.text()}`;
  };
  expect(await ask(signed({ secret: 'another' }))).toMatch(/^401 .*signature is wrong/);
  expect(await ask({ ...signed(), body: `${signed().body}&x=1` })).toMatch(/^401/);
  expect(await ask(signed({ at: Date.now() - 301_000 }))).toMatch(/^401 .*more than five minutes/);
  expect(await ask(signed({ at: Date.now() + 301_000 }))).toMatch(/^401/);
  expect(
    await ask({ ...signed(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } as never }),
  ).toMatch(/^401 .*no signature/);
  expect(shown(it)).toContain('Nobody has it');
  const once = signed();
  expect(await ask(once)).toMatch(/^200/);
  await eventually('the message says it', () => shown(it).includes('Mia has it'));
  expect(await ask(once)).toMatch(/^401 .*was here before/);
});

test('played again after a restart it changes nothing: what was asked once is done once', async () => {
  const it = await scene('HTTP');
  const request = signed();
  const ask = () => it.service.post('/answers/slack/actions', request.body, request.headers);
  expect((await ask()).status).toBe(200);
  await eventually('the message says it', () => shown(it).includes('Mia has it'));
  await press(it, 'U-MIA', 'hand-back');
  await eventually('the message says it', () => shown(it).includes('Nobody has it'));
  await it.restart();
  expect((await ask()).status).toBe(200);
  expect(await command(it, 'U-MIA', '/tocsin incidents')).toContain('(nobody has it)');
});

test('Slack may check the address, and what nobody knows is taken and left', async () => {
  const it = await scene('HTTP');
  const json = { 'Content-Type': 'application/json' };
  const ask = async (body: object) => {
    const { headers, body: text } = signed({ body: JSON.stringify(body) });
    return it.service.post('/answers/slack/events', text, { ...headers, ...json });
  };
  expect(await (await ask({ type: 'url_verification', challenge: 'c-1' })).json()).toEqual({
    challenge: 'c-1',
  });
  expect((await ask({ type: 'event_callback', event: { type: 'app_home_opened' } })).status).toBe(200);
  expect((await ask([])).status).toBe(200);
});

test('Slack posts: nothing is to be read there', async () => {
  const it = await scene('HTTP');
  expect((await it.service.get('/answers/slack/actions')).status).toBe(405);
});

test('without a signing secret nobody is let in', async () => {
  const it = await scene('Socket Mode');
  const { headers, body } = signed({ secret: '' });
  expect((await it.service.post('/answers/slack/actions', body, headers)).status).toBe(404);
});
