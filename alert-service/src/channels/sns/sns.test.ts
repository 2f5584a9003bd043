import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Sigv4Settings, SnsSettings } from '#config/sns-config';
import { Secret } from '#lib/secret';
import { createExpand } from '../expand.ts';
import { groupHash } from '../group-hash.ts';
import { signatureOf } from '../kit/aws-signature.ts';
import { edgeOf } from '../kit/edge.ts';
import { acceptedAnswers } from '../kit/integration-answers.ts';
import { type Answer, type HttpServer, type Received, say, startHttpServer } from '../kit/http-server.ts';
import { groupKey, messageOf, night } from '../kit/messages.ts';
import { createSafeFetch } from '../safe-fetch.ts';
import { sns } from './sns.ts';

let server: HttpServer;
const accepts = acceptedAnswers['sns']!;
const roleXml = (keyId: string): string =>
  '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>' +
  `<AccessKeyId>${keyId}</AccessKeyId><SecretAccessKey>r0le-secret</SecretAccessKey>` +
  '<SessionToken>r0le-session</SessionToken><Expiration>2026-10-20T02:17:48Z</Expiration>' +
  '</Credentials></AssumeRoleResult></AssumeRoleResponse>';

/** One server is all of AWS. */
const aws: Answer = (response, request) =>
  request.body.startsWith('Action=AssumeRole')
    ? say(200, roleXml('ASIAROLE'), { 'content-type': 'text/xml' })(response, request)
    : accepts(response, request);

const saved = { ...process.env };
beforeAll(async () => {
  server = await startHttpServer(aws);
});
beforeEach(() => {
  server.answer = aws;
  server.received.length = 0;
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
  process.env.AWS_CONFIG_FILE = process.env.AWS_SHARED_CREDENTIALS_FILE = '/nowhere';
});
afterEach(() => {
  process.env = { ...saved };
});
afterAll(() => server.close());

/** AWS's own addresses lead to the server of the test; what is signed stays. */
const fetchAtAws: typeof fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  const host = url.host;
  if (!host.endsWith('.amazonaws.com')) return createSafeFetch({ trust: 'operator' })(input, init);
  const headers = { ...Object.fromEntries(new Headers(init?.headers)), 'x-test-host': host };
  return createSafeFetch({ trust: 'operator' })(`${server.origin}${url.pathname}`, { ...init, headers });
};
const edge = () => edgeOf({ expand: createExpand(() => night), fetch: fetchAtAws });

const settingsOf = (changes: Partial<SnsSettings> = {}, sigv4: Partial<Sigv4Settings> = {}): SnsSettings => ({
  apiUrl: '',
  sigv4: {
    region: 'eu-central-1',
    accessKey: 'AKIAOWN',
    secretKey: Secret.of('0wn-secret'),
    profile: '',
    roleArn: '',
    externalId: '',
    ...sigv4,
  },
  topicArn: 'arn:aws:sns:eu-central-1:1:alerts',
  phoneNumber: '',
  targetArn: '',
  attributes: {},
  http: { followRedirects: true },
  ...changes,
});
const noKey = { accessKey: '', secretKey: undefined };

/** What arrived, the host that was signed put back. */
const arrived = (): Received[] =>
  server.received.map(({ headers, ...rest }) => {
    const host = headers['x-test-host'];
    return { ...rest, headers: { ...headers, ...(typeof host === 'string' && { host }) } };
  });
const form = (index = -1): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(server.received.at(index)!.body));

test('a message to a topic is signed with the key of the configuration', async () => {
  expect(await sns.send(messageOf(), settingsOf(), edge())).toEqual({ kind: 'done' });
  const [request] = arrived();
  expect(request!.headers).toMatchObject({
    host: 'sns.eu-central-1.amazonaws.com',
    'user-agent': 'Tocsin/0.0.0-test',
  });
  expect(signatureOf(request!, '0wn-secret')).toEqual({
    accessKey: 'AKIAOWN',
    region: 'eu-central-1',
    service: 'sns',
    valid: true,
  });
  expect(signatureOf(request!, 'other').valid).toBe(false);
});

test('each text is a template, and so are address and attributes', async () => {
  const settings = settingsOf({
    apiUrl: '{{ if eq .Status "firing" }}' + server.origin + '{{ end }}',
    topicArn: 'arn:aws:sns:eu-central-1:1:{{ .CommonLabels.service }}.fifo',
    subject: '{{ .Status }}',
    message: '{{ .CommonAnnotations.summary }}',
    attributes: { 'a-{{ .Status }}': '{{ .Receiver }}' },
  });
  expect(await sns.send(messageOf(), settings, edge())).toEqual({ kind: 'done' });
  expect(form()).toEqual({
    Action: 'Publish',
    Version: '2010-03-31',
    TopicArn: 'arn:aws:sns:eu-central-1:1:payments.fifo',
    Subject: 'firing',
    Message: 'One in 12 card payments fails',
    'MessageAttributes.entry.1.Name': 'a-firing',
    'MessageAttributes.entry.1.Value.DataType': 'String',
    'MessageAttributes.entry.1.Value.StringValue': 'payments-team',
    MessageGroupId: groupHash(groupKey),
    MessageDeduplicationId: groupHash(groupKey),
  });
  expect(signatureOf(arrived()[0]!, '0wn-secret').valid).toBe(true);
});

test('a role is assumed with the external id, once until it ends', async () => {
  const settings = settingsOf({}, { roleArn: 'arn:aws:iam::1:role/pager', externalId: 'ext' });
  expect(await sns.send(messageOf(), settings, edge())).toEqual({ kind: 'done' });
  expect(await sns.send(messageOf(), settings, edge())).toEqual({ kind: 'done' });
  const [assumed, ...published] = arrived();
  expect(form(0)).toMatchObject({
    Action: 'AssumeRole',
    RoleArn: 'arn:aws:iam::1:role/pager',
    ExternalId: 'ext',
  });
  expect(assumed!.headers.host).toBe('sts.eu-central-1.amazonaws.com');
  expect(signatureOf(assumed!, '0wn-secret')).toMatchObject({ service: 'sts', valid: true });
  expect(published).toHaveLength(2);
  for (const request of published) {
    expect(request.headers['x-amz-security-token']).toBe('r0le-session');
    expect(signatureOf(request, 'r0le-secret')).toMatchObject({ accessKey: 'ASIAROLE', valid: true });
  }
});

test('key, session and region come from the environment where the configuration has none', async () => {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'AKIAENV',
    AWS_SECRET_ACCESS_KEY: '3nv-secret',
    AWS_SESSION_TOKEN: '3nv-session',
    AWS_REGION: 'us-west-2',
  });
  expect(await sns.send(messageOf(), settingsOf({}, { ...noKey, region: '' }), edge())).toEqual({
    kind: 'done',
  });
  const [request] = arrived();
  expect(request!.headers['x-amz-security-token']).toBe('3nv-session');
  expect(signatureOf(request!, '3nv-secret')).toMatchObject({
    accessKey: 'AKIAENV',
    region: 'us-west-2',
    valid: true,
  });
});

test('a profile is read from the files that AWS’s own tools use', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-aws-'));
  process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, 'credentials');
  process.env.AWS_CONFIG_FILE = join(folder, 'config');
  writeFileSync(
    process.env.AWS_SHARED_CREDENTIALS_FILE,
    '[pager]\naws_access_key_id = AKIAFILE\naws_secret_access_key = f1le-secret\n',
  );
  writeFileSync(process.env.AWS_CONFIG_FILE, '[profile pager]\nregion = eu-west-3\n');
  const settings = settingsOf({}, { ...noKey, region: '', profile: 'pager' });
  expect(await sns.send(messageOf(), settings, edge())).toEqual({ kind: 'done' });
  expect(signatureOf(arrived()[0]!, 'f1le-secret')).toMatchObject({
    accessKey: 'AKIAFILE',
    region: 'eu-west-3',
    valid: true,
  });
});

test('without a region, and without a key, the outcome says what to change', async () => {
  expect(await sns.send(messageOf(), settingsOf({}, { region: '' }), edge())).toMatchObject({
    kind: 'refused',
    error: expect.stringContaining('add region to sigv4'),
  });
  expect(await sns.send(messageOf(), settingsOf({}, noKey), edge())).toMatchObject({
    kind: 'retry',
    error: expect.stringMatching(/credentials/u),
  });
});

const errorXml = (code: string): string =>
  `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code>` +
  '<Message>because AKIAOWN 0wn-secret</Message></Error><RequestId>1</RequestId></ErrorResponse>';

test.each([
  [400, 'InvalidParameter', 'refused', 'clientError'],
  [403, 'AuthorizationError', 'refused', 'authError'],
  [400, 'Throttling', 'retry', 'rateLimited'],
  [500, 'InternalError', 'retry', 'serverError'],
])('%i %s is %s', async (...row) => {
  const [status, code, kind, failure] = row;
  server.answer = say(status, errorXml(code), { 'content-type': 'text/xml' });
  const outcome = await sns.send(messageOf(), settingsOf(), edge());
  expect(outcome).toMatchObject({ kind, failure });
  expect(JSON.stringify(outcome)).toContain('because AKIAOWN <secret>');
  expect(server.received).toHaveLength(1);
});

test('an SMS has 1,600 bytes at most and says that it was cut', async () => {
  const settings = settingsOf({
    topicArn: '',
    phoneNumber: '+491',
    message: `${'é'.repeat(900)}`,
    subject: '',
  });
  expect(await sns.send(messageOf(), settings, edge())).toEqual({ kind: 'done' });
  expect(form()).toMatchObject({
    PhoneNumber: '+491',
    Message: 'é'.repeat(800),
    'MessageAttributes.entry.1.Name': 'truncated',
    'MessageAttributes.entry.1.Value.StringValue': 'true',
  });
  expect(form()).not.toHaveProperty('Subject');
});

test('a template that fails sends our own text; one that says where to refuses', async () => {
  expect(await sns.send(messageOf(), settingsOf({ message: '{{ template "gone" . }}' }), edge())).toEqual({
    kind: 'done',
  });
  expect(form().Message).toMatch(/^A template .* fails.*gone[^]*Critical: One in 12/u);
  expect(
    await sns.send(messageOf(), settingsOf({ topicArn: '{{ template "gone" . }}' }), edge()),
  ).toMatchObject({ kind: 'refused', error: expect.stringContaining('topic_arn') });
});
