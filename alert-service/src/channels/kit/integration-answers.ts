import { type Answer, say } from './http-server.ts';

const publishedXml =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>' +
  '<MessageId>567910cd-659e-55d4-8ccb-5aaf14679dc0</MessageId></PublishResult></PublishResponse>';

const wechatAnswer: Answer = (response, request) =>
  request.url.includes('/gettoken')
    ? say(200, { errcode: 0, access_token: 'PLANTED-access-token' })(response, request)
    : say(200, { errcode: 0, errmsg: 'ok' })(response, request);

/** Knows no issue, and takes each. */
const jiraAnswer: Answer = (response, request) => {
  const { url, method } = request;
  if (url.endsWith('/search')) return say(200, { issues: [] })(response, request);
  return say(method === 'POST' ? 201 : 204)(response, request);
};

/** What receivers say to what they accept, where that is not just 200. */
export const acceptedAnswers: Readonly<Record<string, Answer>> = {
  'twilio-sms': say(201, { sid: `SM${'1'.repeat(32)}`, status: 'queued' }),
  'twilio-call': say(201, { sid: `CA${'1'.repeat(32)}`, status: 'queued' }),
  'telegram-bot': say(200, { ok: true, result: { message_id: 77 } }),
  rocketchat: say(200, { success: true }),
  discord: say(204),
  pagerduty: say(202, { status: 'success' }),
  wechat: wechatAnswer,
  jira: jiraAnswer,
  sns: say(200, publishedXml, { 'content-type': 'text/xml' }),
};

/** The requests that are messages: others only prepare one. */
export const isMessage: Readonly<Record<string, (url: string) => boolean>> = {
  wechat: (url) => url.includes('/message/send'),
  jira: (url) => url.endsWith('/issue'),
};
