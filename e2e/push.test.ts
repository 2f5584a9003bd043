import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { consoleDist, serveConsole } from '../console/serve/files.ts';
import { launch, phone, visitor } from './browser.ts';
import { picture, seriousFindings } from './watch.ts';

const subscription = { endpoint: 'https://push.example.com/1', keys: { p256dh: 'p', auth: 'a' } };
const key = `B${'A'.repeat(86)}`;

/** The console's files, and of the API what the page of a phone asks. */
async function startService() {
  const files = serveConsole({ dist: process.env['CONSOLE_DIST'] ?? consoleDist });
  const asked: { readonly at: string; readonly body: unknown }[] = [];
  const answers: Readonly<Record<string, object>> = {
    'GET /api/tocsin/v1/me/on-call': { person: 'mia', name: 'Mia', contacts: [] },
    'GET /api/tocsin/v1/me/push': { key },
    'POST /answers/push': { became: 'done', words: 'You have INC-1. Nobody else is paged.' },
  };
  const api = async (request: IncomingMessage): Promise<object> => {
    const at = `${request.method} ${request.url}`;
    if (request.method === 'POST') asked.push({ at, body: await json(request) });
    return answers[at] ?? {};
  };
  const server = createServer((request, response) => {
    if (!/^\/(api|answers)\//.test(request.url ?? '')) return void files(request, response);
    void api(request).then((answer) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('no address');
  return {
    asked,
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** What a push service would hand to the browser. */
async function pusher(context: BrowserContext, page: Page, origin: string) {
  const devtools = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [found] = registrations;
      if (found) resolve(found.registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  return async (data: object): Promise<void> => {
    const registrationId = await registered;
    await devtools.send('ServiceWorker.deliverPushMessage', {
      ...{ origin, registrationId, data: JSON.stringify(data) },
    });
  };
}

/** In the browser: whose types are none of ours. */
const shown = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`navigator.serviceWorker.ready
    .then((registration) => registration.getNotifications())
    .then((all) => all.map(({ title, body }) => title + ' | ' + body))`);

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it never came to this: ${what}`);
}

test('a phone is added by a code that comes to it, and a page is answered from its notification', async () => {
  await using service = await startService();
  const context = await visitor(browser, { theme: 'dark', viewport: phone });
  await context.grantPermissions(['notifications'], { origin: service.url });
  // No push service of a browser maker is asked: what one would answer stands here.
  await context.addInitScript(`PushManager.prototype.subscribe = (options) => {
    window.subscribedWith = options.applicationServerKey;
    const toJSON = () => (${JSON.stringify(subscription)});
    return Promise.resolve(Object.assign(Object.create(PushSubscription.prototype), { toJSON }));
  }`);
  const page = await context.newPage();
  await page.goto(`${service.url}/console/phone`);
  const push = await pusher(context, page, service.url);
  const worker = context.waitForEvent('serviceworker');
  await page.getByText('You are Mia.', { exact: false }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Add this phone' }).click();
  const code = page.getByLabel('Code');
  await code.waitFor();
  expect(await page.evaluate('subscribedWith')).toBe(key);
  const [added, ask] = service.asked;
  const { id } = added?.body as { id: string };
  expect(added).toEqual({
    at: 'POST /api/tocsin/v1/me/contacts',
    body: { id, kind: 'push', address: JSON.stringify(subscription) },
  });
  expect(ask?.at).toBe(`POST /api/tocsin/v1/me/contacts/${id}/ask`);

  await push({ title: '042137 is your code for Tocsin', body: '', tag: 'code', code: '042137' });
  await until('the code stands in its field', async () => (await code.inputValue()) === '042137');
  await picture(page, 'phone-code');
  await page.getByRole('button', { name: 'This phone is mine' }).click();
  await page.getByText('This phone is yours').waitFor();
  expect(service.asked.at(-1)?.body).toEqual({ code: '042137' });
  expect(await seriousFindings(page)).toEqual([]);

  const actions = [{ does: 'acknowledge', title: 'Acknowledge', answer: 'token.signed.twice' }];
  await push({ title: 'Critical: payments fail', body: 'Since 03:05', tag: 'INC-1', path: '', actions });
  await until('the page is shown', async () =>
    (await shown(page)).includes('Critical: payments fail | Since 03:05'),
  );
  await (
    await worker
  ).evaluate(`registration.getNotifications({ tag: 'INC-1' }).then(([notification]) =>
      dispatchEvent(new NotificationEvent('notificationclick', { notification, action: 'acknowledge' })))`);
  await until('what it came to is shown in its place', async () =>
    (await shown(page)).includes('You have INC-1. Nobody else is paged. | Critical: payments fail'),
  );
  expect(service.asked.at(-1)).toEqual({
    at: 'POST /answers/push',
    body: { answer: 'token.signed.twice', press: expect.stringMatching(/^[\w-]{36}$/u) },
  });
  expect(await shown(page)).toHaveLength(2);
  await context.close();
});
