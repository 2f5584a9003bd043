import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Client, createClient } from '@tocsin/api';
import type { Browser, Page } from 'playwright-core';
import type { Mail } from '../demo/src/mail/mailbox.ts';
import type { SlackMessage } from '../demo/src/slack/message-log.ts';
import { desktop, launch, phone, visitor } from './browser.ts';
import { proxy } from './stack/configuration.ts';
import { until } from './stack/process.ts';
import { type Stack, startStack } from './stack/stack.ts';
import { beyondTheEdge, picture, seriousFindings, troubleOf } from './watch.ts';

const app = '/a/tocsin-tocsin-app';
/** From the condition to the people who are called. */
const pagedWithinMs = 45_000;
const soonMs = 30_000;

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  browser = await launch();
  stack = await startStack({ policy: 'payments' });
});

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly slack: string;
  readonly mail: string;
  /** What they may do by themselves, known as whom they are. */
  readonly client: Client;
}

/** Mia sits at this machine; everybody else comes through the proxy, which says who they are. */
const colleague = (name: string, headers: Readonly<Record<string, string>> = {}): Colleague => ({
  id: name.toLowerCase(),
  name,
  slack: `U-${name.toUpperCase()}`,
  mail: `${name.toLowerCase()}@example.org`,
  client: createClient(async ({ method, path, body, headers: more }) => {
    const response = await fetch(`${stack.url}/api/tocsin/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...more, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }),
});
const mia = colleague('Mia');
const headersOfJonas = { 'X-Tocsin-Token': proxy.token, [proxy.header]: 'jonas' };
const jonas = colleague('Jonas', headersOfJonas);

const directOf = (who: Colleague): readonly SlackMessage[] =>
  stack.slack.messages().filter(({ channel, threadTs }) => channel === who.name && threadTs === undefined);
const mailsTo = (who: Colleague): readonly Mail[] =>
  stack.mail.mails().filter(({ to }) => to.includes(who.mail));
const pageIn = (who: Colleague) =>
  directOf(who).find((message) => JSON.stringify(message.attachments).includes('"action_id":"acknowledge"'));
const mailLink = ({ text }: Mail, does: string): string =>
  new RegExp(`${does}: (\\S+/answers/link/\\S+)`).exec(text)?.[1] ?? `no link to ${does} in: ${text}`;

const ways = [
  { id: 'slack', kind: 'slack', word: /^Slack$/, address: (who: Colleague) => who.slack },
  { id: 'email', kind: 'email', word: /^email$/i, address: (who: Colleague) => who.mail },
] as const;
type Way = (typeof ways)[number];

/** The code that came through a contact. */
const codeBy = (who: Colleague, { kind }: Way): Promise<string> =>
  until(
    `${who.name}'s code by ${kind}`,
    () => {
      const said = kind === 'slack' ? directOf(who).at(-1)?.text : mailsTo(who).at(-1)?.text;
      return /\b\d{6}\b/.exec(said ?? '')?.[0];
    },
    soonMs,
  );

/** On one's own page: each contact counts once the code that went through it is typed in. */
async function proveOnMyPage(who: Colleague): Promise<void> {
  const { page, trouble } = await open(`${stack.url}${app}/me`, { theme: 'dark', viewport: desktop });
  for (const way of ways) {
    await page.getByRole('button', { name: 'Add a contact' }).click();
    await page.getByRole('combobox', { name: 'How' }).click();
    await page.getByRole('option', { name: way.word }).click();
    await page.getByLabel('Address').fill(way.address(who));
    await page.getByRole('button', { name: 'Add it' }).click();
    await page.getByRole('button', { name: `Send a code to ${way.id}` }).click();
    await page.getByLabel(`The code that came to ${way.id}`).fill(await codeBy(who, way));
    await page.getByRole('button', { name: 'Prove it' }).click();
    await page.getByLabel(`The code that came to ${way.id}`).waitFor({ state: 'detached' });
  }
  await picture(page, 'on-call-0-my-page-dark', { whole: true });
  expect(await seriousFindings(page)).toEqual([]);
  expect(trouble).toEqual([]);
}

async function proveByApi(who: Colleague): Promise<void> {
  for (const way of ways) {
    const params = { contact: way.id };
    await who.client.addMyContact({ body: { id: way.id, kind: way.kind, address: way.address(who) } });
    await who.client.askForProof({ params, body: {} });
    await who.client.proveContact({ params, body: { code: await codeBy(who, way) } });
  }
}

/** Both at once, so that each page comes by both. */
async function wantBoth({ client }: Colleague): Promise<void> {
  const both = ways.map(({ id }) => ({ contact: id }));
  const { contacts } = await client.setMyRules({ body: { rules: { critical: both, high: both } } });
  expect(contacts.map(({ state }) => state)).toEqual(['verified', 'verified']);
}

/** Mia has this week, Jonas the next one; if nobody answers within a minute, Jonas is called. */
async function setUp(): Promise<void> {
  const { setPerson, setSchedule, setPolicy } = mia.client;
  for (const { id, name } of [mia, jonas])
    await setPerson({ params: { id }, body: { value: { id, name, login: id, contacts: [], rules: {} } } });
  const monday = new Date(Date.now() - ((new Date().getUTCDay() + 6) % 7) * 86_400_000).toISOString();
  await setSchedule({
    params: { id: 'payments' },
    body: {
      value: {
        id: 'payments',
        name: 'Payments',
        timeZone: 'UTC',
        layers: [
          {
            id: 'weekly',
            turns: [['mia'], ['jonas']],
            rotation: { every: 1, unit: 'weeks' },
            startsOn: `${monday.slice(0, 10)}T00:00`,
          },
        ],
      },
    },
  });
  await setPolicy({
    params: { id: 'payments' },
    body: {
      value: {
        id: 'payments',
        name: 'Payments',
        steps: [
          { level: 1, targets: [{ kind: 'schedule', id: 'payments' }], wait: '1m' },
          { level: 2, targets: [{ kind: 'person', id: 'jonas' }], wait: '5m' },
        ],
        repeat: 0,
        lastResort: [{ kind: 'receiver', id: 'everyone' }],
      },
    },
  });
  await Promise.all([proveOnMyPage(mia), proveByApi(jonas)]);
  await Promise.all([wantBoth(mia), wantBoth(jonas)]);
}

async function open(
  url: string,
  look: Parameters<typeof visitor>[1],
): Promise<{ page: Page; trouble: string[] }> {
  const page = await (await visitor(browser, look)).newPage();
  const trouble = troubleOf(page);
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return { page, trouble };
}

/** As mail scanners do: every link, with GET and HEAD. */
async function scan(mail: Mail): Promise<void> {
  const links = [...mail.text.matchAll(/https?:\/\/\S+\/answers\/link\/[\w.~-]+/g)].map(([link]) => link);
  expect(links.length).toBeGreaterThanOrEqual(2);
  for (const link of links) {
    expect((await fetch(link)).status).toBe(200);
    expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);
  }
}

const sees = async (page: Page, words: string | RegExp): Promise<void> =>
  page.getByRole('main').getByText(words).first().waitFor({ timeout: soonMs });

test('somebody is set up, called by Slack and mail, takes it in Slack, hands it over to who takes it by mail, and all of it can be read', async () => {
  await setUp();
  const calendar = await open(`${stack.url}${app}/on-call`, { theme: 'light', viewport: desktop });
  await calendar.page.getByRole('heading', { level: 1, name: /^Payments: Mia until/ }).waitFor();
  await picture(calendar.page, 'on-call-1-calendar-light', { whole: true });

  await stack.breakIt('errors');
  const page = await until('Mia is called in Slack', () => pageIn(mia), pagedWithinMs);
  const mail = await until('and by mail', () => mailsTo(mia)[1], soonMs);
  expect(mail.subject).toMatch(/critical/i);
  const incident = 'INC-1';
  await scan(mail);
  expect(await mia.client.getIncident({ params: { id: incident } })).toMatchObject({ status: 'triggered' });
  const it = await open(`${stack.url}${app}/incidents/${incident}`, { theme: 'dark', viewport: desktop });
  await sees(it.page, 'nobody has it');

  const { channelId: channel, ts } = page;
  expect(
    await stack.slack.desk.press({ channel, ts, user: mia.slack, actionId: 'acknowledge' }),
  ).toBeUndefined();
  await sees(it.page, 'Mia has it');
  await until(
    'the page in Slack says it too',
    () =>
      JSON.stringify(directOf(mia).find((message) => message.ts === ts)?.attachments).includes('Mia has it'),
    soonMs,
  );
  await picture(it.page, 'on-call-2-taken-dark', { whole: true });
  expect(directOf(jonas).filter(({ attachments }) => attachments.length > 0)).toEqual([]);

  await it.page.getByRole('button', { name: 'Hand back' }).click();
  await sees(it.page, 'nobody has it');
  await until('Mia is called anew: it is her week', () => mailsTo(mia)[2], soonMs);
  await it.page.getByRole('button', { name: 'More' }).click();
  await it.page.getByRole('menuitem', { name: 'Page the next step now' }).click();
  const toJonas = await until('Jonas is called by mail', () => mailsTo(jonas)[1], soonMs);
  await until('and in Slack', () => pageIn(jonas), soonMs);
  await scan(toJonas);
  const sheet = await open(mailLink(toJonas, 'Acknowledge'), { theme: 'light', viewport: phone });
  await picture(sheet.page, 'on-call-3-mail-link-phone-light');
  expect(await mia.client.getIncident({ params: { id: incident } })).toMatchObject({ status: 'triggered' });
  await sheet.page.getByRole('button', { name: 'Acknowledge' }).click();
  await sheet.page.getByText(`You have ${incident}. Nobody else is paged.`).waitFor();
  await picture(sheet.page, 'on-call-4-taken-by-mail-phone-light');
  await sees(it.page, 'Jonas has it');

  await sheet.page.context().setExtraHTTPHeaders(headersOfJonas);
  await sheet.page.getByRole('link', { name: `Open ${incident}` }).click();
  await sheet.page.getByRole('button', { name: 'More' }).waitFor({ timeout: 60_000 });
  await sees(sheet.page, 'Jonas has it');
  expect(await beyondTheEdge(sheet.page)).toEqual([]);
  const before = mailsTo(mia).length;
  await sheet.page.getByRole('button', { name: 'More' }).click();
  await sheet.page.getByRole('menuitem', { name: 'Assign…' }).click();
  await sheet.page.getByRole('combobox', { name: 'Who' }).click();
  await sheet.page.getByRole('option', { name: 'Mia' }).click();
  await picture(sheet.page, 'on-call-5-handing-over-phone-light');
  await sheet.page.getByRole('button', { name: 'Give it to them' }).click();
  await sees(it.page, 'Mia has it');
  await until('Mia is told that it is hers', () => mailsTo(mia)[before], soonMs);

  await stack.mend();
  await it.page.getByRole('main').getByText('Resolved', { exact: true }).first().waitFor({ timeout: 60_000 });
  await until('Slack says it is over', () => /Resolved/.test(JSON.stringify(directOf(mia).at(-1))), soonMs);
  await it.page.reload();
  await it.page.getByRole('button', { name: /^Show \d+ earlier$/ }).click();
  for (const words of [
    `${incident} opened, critical`,
    'Escalates along Payments',
    'Mia is paged',
    /^Mia by Slack: told/,
    /^Mia by email: told/,
    `Mia acknowledged ${incident}`,
    'from Slack',
    `Mia handed ${incident} back`,
    'Jonas is paged',
    /^Jonas by email: told/,
    `Jonas acknowledged ${incident}`,
    'from a mail',
    `Jonas gave ${incident} to Mia`,
    `${incident} resolved`,
  ])
    await sees(it.page, words);
  await picture(it.page, 'on-call-6-timeline-dark', { whole: true });

  expect(await seriousFindings(it.page)).toEqual([]);
  expect(await seriousFindings(sheet.page)).toEqual([]);
  expect(await beyondTheEdge(sheet.page)).toEqual([]);
  expect([...calendar.trouble, ...it.trouble, ...sheet.trouble]).toEqual([]);
}, 180_000);
