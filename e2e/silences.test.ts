import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { desktop, launch, type Look, phone, visitor } from './browser.ts';
import { type FakeService, startFakeService } from './fake/service.ts';
import { beyondTheEdge, picture, seriousFindings, troubleOf } from './watch.ts';

const app = '/a/tocsin-tocsin-app';
const matchers = '{service="api",alertname=~"High.*|Refund.*"}';
const form = `${app}/silences/new?matchers=${encodeURIComponent(matchers)}`;

let browser: Browser;
let service: FakeService;

beforeAll(async () => {
  browser = await launch();
  service = await startFakeService();
});

afterAll(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});

async function visit(look: Look, path: string, url = service.url) {
  const context = await visitor(browser, look);
  const page = await context.newPage();
  const trouble = troubleOf(page);
  await page.goto(`${url}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return { page, trouble, [Symbol.asyncDispose]: () => context.close() };
}

test.each([
  { name: 'dark', look: { theme: 'dark', viewport: desktop } },
  { name: 'phone-light', look: { theme: 'light', viewport: phone } },
] as const)('the form shows what it hides before it does ($name)', async ({ name, look }) => {
  await using visit_ = await visit(look, form);
  const { page, trouble } = visit_;
  await page.getByRole('button', { name: 'Silence 3 alerts, 1 critical' }).waitFor();
  await page.getByText('3 alerts in 2 incidents').waitFor();
  await page.getByText('41 alerts, 2 of them critical').waitFor();
  await picture(page, `silence-form-${name}`, { whole: true });
  expect(await beyondTheEdge(page)).toEqual([]);
  expect(await seriousFindings(page)).toEqual([]);
  expect(trouble).toEqual([]);
});

test('a narrower one is taken over, made, listed, and ended with a confirmation', async () => {
  await using own = await startFakeService();
  await using visit_ = await visit({ theme: 'light', viewport: desktop }, form, own.url);
  const { page, trouble } = visit_;
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('button', { name: 'Silence 2 alerts' }).waitFor();
  await page.getByLabel(/Reason/).fill('The two banks know of it');
  await page.getByRole('radio', { name: '2 h' }).check();
  await page.getByRole('button', { name: 'Silence 2 alerts' }).click();
  await page.waitForURL(`${own.url}${app}/silences`);
  await page.getByText('The silence stands: 2 alerts hidden now.').waitFor();
  expect(own.silences.made).toMatchObject([
    { until: { kind: 'time' }, comment: 'The two banks know of it', matchers: { length: 3 } },
  ]);
  const row = page.getByRole('row').filter({ hasText: 'The two banks know of it' });
  await row.getByRole('button', { name: /^End/ }).click();
  await page.getByText('It hides 2 alerts now.', { exact: false }).waitFor();
  await picture(page, 'silence-end-light');
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'End it', exact: true }).click();
  await row.waitFor({ state: 'detached' });
  expect(trouble).toEqual([]);
});

test('where nothing is known of the past, no number stands in its place', async () => {
  await using young = await startFakeService();
  young.silences.historyKnown = false;
  await using visit_ = await visit({ theme: 'dark', viewport: desktop }, form, young.url);
  const { page } = visit_;
  await page.getByText('the history of alerts is not available', { exact: false }).waitFor();
  await picture(page, 'silence-form-no-history-dark');
});

test('what hides everything waits for its number', async () => {
  await using own = await startFakeService();
  const all = `${app}/silences/new?matchers=${encodeURIComponent('{alertname=~".*"}')}`;
  await using visit_ = await visit({ theme: 'light', viewport: desktop }, all, own.url);
  const { page } = visit_;
  const number = page.getByLabel(/It hides every alert there could be/);
  await page.getByLabel(/Reason/).fill('The datacentre moves');
  await page.getByRole('button', { name: /^Silence \d/ }).click();
  await page.getByText(/to say that you mean every alert/).waitFor();
  await picture(page, 'silence-form-everything-light', { whole: true });
  expect(own.silences.made).toEqual([]);
  await number.fill('4');
  await page.getByRole('button', { name: /^Silence \d/ }).click();
  await page.waitForURL(`${own.url}${app}/silences`);
  expect(own.silences.made).toHaveLength(1);
});

test.each([
  [
    `/#/silences/new?filter=${encodeURIComponent('{alertname="X",path=~"a+b"}')}&comment=why`,
    'silences/new',
    'a+b',
  ],
  ['/#/silences/new?filter={alertname%3D"X"}', 'silences/new', 'alertname="X"'],
  ['/#/silences', 'silences', ''],
  ['/#/silences/3f1c8a52-7a0f-4f5e-9d5d-6a1f0e4c9b11', 'silences/3f1c8a52-7a0f-4f5e-9d5d-6a1f0e4c9b11', ''],
  [
    '/#/silences/3f1c8a52-7a0f-4f5e-9d5d-6a1f0e4c9b11/edit',
    'silences/3f1c8a52-7a0f-4f5e-9d5d-6a1f0e4c9b11/edit',
    '',
  ],
  ['/#/alerts?receiver=payments', 'alerts', 'receiver=payments'],
  ['/#/alerts?silenced=false&filter={alertname="X"}', 'alerts', 'alertname="X"'],
  ['/#/status', 'status', ''],
  ['/#/nothing', 'overview', ''],
])('the link of Alertmanager %s leads to %s', async (link, page_, asked) => {
  await using visit_ = await visit({ theme: 'dark', viewport: desktop }, link);
  const { page, trouble } = visit_;
  await page.waitForURL((url) => url.pathname === `${app}/${page_}`);
  const search = new URL(page.url()).searchParams;
  expect([...search].map(([name, value]) => `${name}=${value}`).join('&')).toContain(asked);
  if (link.includes('comment')) await page.getByText('why', { exact: true }).waitFor();
  expect(trouble).toEqual([]);
});

test('an alert that is hidden says by what, in rows and on its page, and leads there', async () => {
  await using visit_ = await visit({ theme: 'dark', viewport: desktop }, `${app}/alerts`);
  const { page, trouble } = visit_;
  await page.getByText(/silenced by Mia until/).waitFor();
  await page.getByText(/quiet while HighErrorRate fires/).waitFor();
  await page.getByText('The backup of worker-1 is 3 h late').click();
  await page.getByText('Nobody is told of it.').waitFor();
  await picture(page, 'alert-silenced-dark', { whole: true });
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('link', { name: 'Silenced by Mia' }).click();
  await page.getByRole('heading', { level: 1, name: 'A silence hides 1 alert' }).waitFor();
  await picture(page, 'silence-page-dark', { whole: true });
  expect(await seriousFindings(page)).toEqual([]);
  expect(trouble).toEqual([]);
});
