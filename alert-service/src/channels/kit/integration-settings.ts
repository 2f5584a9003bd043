import type { HttpSettings } from '#config/settings';
import { Secret } from '#lib/secret';
import type { Integration } from '../registry.ts';

/** Planted where a secret stands; what arrives may hold it, what is said afterwards may not. */
export const planted = 'PLANTED-0123456789-aBcDeF';

const http: HttpSettings = { followRedirects: true };

const twilio = (origin: string) => ({
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: Secret.of(planted),
  from: '+15005550006',
  to: '+4915112345678',
  apiUrl: origin,
  http,
});

/** Each integration as an alertmanager.yml, or tocsin.yml, with nothing but what it needs makes it, at a server of the test's. */
export const integrationSettings: Readonly<Record<string, (origin: string) => Integration>> = {
  'twilio-sms': (origin) => ({ type: 'twilio-sms', settings: twilio(origin) }),
  'twilio-call': (origin) => ({ type: 'twilio-call', settings: twilio(origin) }),
  'signed-webhook': (origin) => ({
    type: 'signed-webhook',
    settings: {
      url: Secret.of(`${origin}/hook/${planted}`),
      secret: Secret.of(planted),
      timeoutMs: 15_000,
    },
  }),
  'telegram-bot': (origin) => ({
    type: 'telegram-bot',
    settings: { botToken: Secret.of(planted), chatId: '7001', apiUrl: origin, http },
  }),
  mattermost: (origin) => ({
    type: 'mattermost',
    settings: { webhookUrl: Secret.of(`${origin}/hooks/${planted}`), fields: [], attachments: [], http },
  }),
  wechat: (origin) => ({
    type: 'wechat',
    settings: {
      apiUrl: `${origin}/cgi-bin/`,
      apiSecret: Secret.of(planted),
      corpId: 'ww1',
      toUser: '@all',
      agentId: '7',
      messageType: 'text',
      http,
    },
  }),
  jira: (origin) => ({
    type: 'jira',
    settings: {
      apiUrl: `${origin}/rest/api/2`,
      apiType: 'auto',
      project: 'OPS',
      issueType: 'Bug',
      summary: { updates: true },
      description: { updates: true },
      labels: [],
      reopenTransition: 'Reopen',
      resolveTransition: 'Done',
      wontFixResolution: '',
      reopenDurationMs: 0,
      fields: {},
      http: { ...http, basicAuth: { username: Secret.of('tocsin'), password: Secret.of(planted) } },
    },
  }),
  sns: (origin) => ({
    type: 'sns',
    settings: {
      apiUrl: origin,
      sigv4: {
        region: 'eu-central-1',
        accessKey: 'AKIAEXAMPLE',
        secretKey: Secret.of(planted),
        profile: '',
        roleArn: '',
        externalId: '',
      },
      topicArn: 'arn:aws:sns:eu-central-1:123456789012:alerts',
      phoneNumber: '',
      targetArn: '',
      attributes: {},
      http,
    },
  }),
  rocketchat: (origin) => ({
    type: 'rocketchat',
    settings: {
      apiUrl: `${origin}/`,
      token: Secret.of(planted),
      tokenId: Secret.of(`id-${planted}`),
      channel: '#payments',
      fields: [],
      actions: [],
      http,
    },
  }),
  incidentio: (origin) => ({
    type: 'incidentio',
    settings: {
      url: Secret.of(`${origin}/v2/alert_events/alertmanager/01ABC`),
      maxAlerts: 0,
      http: { ...http, authorization: { type: 'Bearer', credentials: Secret.of(planted) } },
    },
  }),
  pushover: (origin) => ({
    type: 'pushover',
    settings: {
      apiUrl: `${origin}/1/messages.json`,
      userKey: Secret.of(`user-${planted}`),
      token: Secret.of(planted),
      retryMs: 60_000,
      expireMs: 3_600_000,
      ttlMs: 0,
      html: false,
      monospace: false,
      http,
    },
  }),
  webex: (origin) => ({
    type: 'webex',
    settings: {
      apiUrl: `${origin}/v1/messages`,
      roomId: 'Y2lzY29zcGFyazovL3Jvb20',
      http: { ...http, authorization: { type: 'Bearer', credentials: Secret.of(planted) } },
    },
  }),
  victorops: (origin) => ({
    type: 'victorops',
    settings: {
      apiUrl: `${origin}/alert/`,
      apiKey: Secret.of(planted),
      routingKey: 'payments',
      messageType: 'CRITICAL',
      customFields: {},
      http,
    },
  }),
  telegram: (origin) => ({
    type: 'telegram',
    settings: {
      apiUrl: origin,
      botToken: Secret.of(planted),
      chatId: Secret.of('-100123'),
      messageThreadId: 0,
      disableNotifications: false,
      parseMode: 'HTML',
      http,
    },
  }),
  discord: (origin) => ({
    type: 'discord',
    settings: { webhookUrl: Secret.of(`${origin}/hook/${planted}`), http },
  }),
  msteams: (origin) => ({
    type: 'msteams',
    settings: { webhookUrl: Secret.of(`${origin}/hook/${planted}`), http },
  }),
  msteamsv2: (origin) => ({
    type: 'msteamsv2',
    settings: { webhookUrl: Secret.of(`${origin}/hook/${planted}`), http },
  }),
  opsgenie: (origin) => ({
    type: 'opsgenie',
    settings: {
      apiKey: Secret.of(planted),
      apiUrl: `${origin}/`,
      details: {},
      responders: [],
      updateAlerts: false,
      http,
    },
  }),
  pagerduty: (origin) => ({
    type: 'pagerduty',
    settings: {
      version: 2,
      key: Secret.of(planted),
      url: `${origin}/v2/enqueue`,
      details: {},
      images: [],
      links: [],
      http,
    },
  }),
};
