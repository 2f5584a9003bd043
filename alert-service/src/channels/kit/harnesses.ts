import type { EmailSettings, SlackSettings, WebhookSettings } from '#config/settings';
import { Secret } from '#lib/secret';
import { type Answer, say } from './http-server.ts';
import { integrationHarnesses } from './integration-harnesses.ts';
import { reply, startMailServer, startTcpServer } from './mail-server.ts';
import { type Harness, httpAnswers, httpExpected, overHttp, type Situation } from './situations.ts';
import { webPush } from './web-push-harness.ts';

const token = 'xoxb-911-PLANTEDTOKEN-aBcDeF';
const hook = '/services/T00PLANTED/B00PLANTED/XyPLANTEDhookZz';
const queryKey = 'PLANTEDquery+key=';
const password = 'PLANTED p@ss/word';

const slackAnswers: Readonly<Record<Situation, Answer>> = {
  ...httpAnswers,
  accepts: say(200, { ok: true, channel: 'C0PAYMENTS', ts: '1792458306.000100' }),
  refuses: say(200, { ok: false, error: 'channel_not_found' }),
  'does not know us': say(200, { ok: false, error: 'invalid_auth' }),
};

export const plainSlack: Omit<SlackSettings, 'url'> = {
  fields: [],
  actions: [],
  mrkdwnIn: [],
  shortFields: false,
  linkNames: false,
  updateMessage: false,
};

export const webhookSettings = (url: string, changes: Partial<WebhookSettings> = {}): WebhookSettings => ({
  url: Secret.of(url),
  maxAlerts: 0,
  http: { followRedirects: true },
  ...changes,
});

export const emailSettings = (port: number, changes: Partial<EmailSettings> = {}): EmailSettings => ({
  to: 'Sam <sam@example.com>',
  from: 'Tocsin <alerts@example.com>',
  smarthost: { host: '127.0.0.1', port },
  hello: 'localhost',
  requireTls: false,
  tls: { insecureSkipVerify: false },
  headers: {},
  html: true,
  ...changes,
});

const webhook: Harness = {
  type: 'webhook',
  secrets: [hook, 'XyPLANTEDhookZz', queryKey, encodeURIComponent(queryKey), password],
  expected: httpExpected,
  start: overHttp(httpAnswers, ({ origin }) => ({
    type: 'webhook',
    settings: webhookSettings(`${origin}${hook}?key=${encodeURIComponent(queryKey)}`, {
      http: {
        followRedirects: true,
        basicAuth: { username: Secret.of('tocsin'), password: Secret.of(password) },
      },
    }),
  })),
};

const slackWebhook: Harness = {
  type: 'slack',
  secrets: [hook, 'XyPLANTEDhookZz'],
  expected: httpExpected,
  start: overHttp(
    {
      ...httpAnswers,
      refuses: say(404, `no_service ${hook}`),
      'does not know us': say(403, 'invalid_token'),
    },
    ({ origin }) => ({
      type: 'slack',
      settings: { ...plainSlack, url: Secret.of(`${origin}${hook}`), channel: '#payments' },
    }),
  ),
};

const slackBot: Harness = {
  type: 'slack',
  secrets: [token],
  expected: httpExpected,
  start: overHttp(slackAnswers, ({ origin }) => ({
    type: 'slack',
    settings: {
      ...plainSlack,
      url: Secret.of(`${origin}/api/chat.postMessage`),
      token: Secret.of(token),
      channel: '#payments',
    },
  })),
};

const slackApp: Harness = {
  type: 'slack-app',
  secrets: [token],
  expected: httpExpected,
  start: overHttp(
    { ...slackAnswers, refuses: say(200, { ok: false, error: 'not_in_channel', detail: token }) },
    ({ origin }) => ({
      type: 'slack-app',
      settings: { token: Secret.of(token), apiUrl: `${origin}/api/`, channel: '#payments' },
    }),
  ),
};

const email: Harness = {
  type: 'email',
  secrets: [
    password,
    Buffer.from(password).toString('base64'),
    Buffer.from(`\0tocsin\0${password}`).toString('base64'),
  ],
  expected: {
    accepts: { kind: 'done' },
    refuses: { kind: 'refused', failure: 'clientError', status: 550 },
    'does not know us': { kind: 'refused', failure: 'authError', status: 535 },
    'is limiting': { kind: 'retry', failure: 'serverError', status: 451 },
    'is broken': { kind: 'retry', failure: 'serverError', status: 421 },
    'resets the connection': { kind: 'retry', failure: 'other' },
    'does not listen': { kind: 'retry', failure: 'other' },
    'never answers': { kind: 'retry', failure: 'contextDeadlineExceeded' },
  },
  async start(situation) {
    const { arrived = () => 0, port, close } = await mailServerFor(situation);
    const settings = emailSettings(port, { authUsername: 'tocsin', authPassword: Secret.of(password) });
    return { integration: { type: 'email', settings }, arrived, close };
  },
};

async function mailServerFor(
  situation: Situation,
): Promise<{ port: number; close: () => Promise<void>; arrived?: () => number }> {
  switch (situation) {
    case 'resets the connection':
      return startTcpServer((socket) => void socket.resetAndDestroy());
    case 'never answers':
      return startTcpServer(() => undefined);
    case 'does not listen': {
      const gone = await startTcpServer(() => undefined);
      await gone.close();
      return { port: gone.port, close: () => Promise.resolve() };
    }
    default: {
      const server = await startMailServer(mailOptions[situation]);
      return { port: server.port, close: () => server.close(), arrived: () => server.mails.length };
    }
  }
}

const mailOptions: Partial<Record<Situation, Parameters<typeof startMailServer>[0]>> = {
  refuses: { onRcptTo: (_address, _session, done) => done(reply(550, 'no such mailbox')) },
  'does not know us': {
    onAuth: (auth, _session, done) => done(reply(535, `wrong password ${auth.password ?? ''}`)),
  },
  'is limiting': { onMailFrom: (_address, _session, done) => done(reply(451, 'try again later')) },
  'is broken': { onConnect: (_session, done) => done(reply(421, 'going down')) },
};

const log: Harness = {
  type: 'log',
  secrets: [],
  expected: { accepts: { kind: 'done' } },
  start: async () => ({
    integration: { type: 'log', settings: {} },
    arrived: () => 1,
    close: () => Promise.resolve(),
  }),
};

export const harnesses: Readonly<Record<string, Harness>> = {
  webhook,
  'slack by webhook': slackWebhook,
  'slack by bot token': slackBot,
  'slack app': slackApp,
  email,
  log,
  webPush,
  ...integrationHarnesses,
};
