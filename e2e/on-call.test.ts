import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { desktop, launch, type Look, phone, visitor } from './browser.ts';
import { type FakeService, startFakeService } from './fake/service.ts';
import { beyondTheEdge, picture, seriousFindings, troubleOf } from './watch.ts';

const app = '/a/tocsin-tocsin-app';

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
  await page.goto(`${url}${app}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return { page, trouble, [Symbol.asyncDispose]: () => context.close() };
}

const pages = [
  { path: '/on-call', name: 'calendar', shows: 'Lena has no contact that is proved.' },
  { path: '/people', name: 'people', shows: '2 of 3 can be reached: not Lena' },
  { path: '/people/mia', name: 'person', shows: 'Slack now, call after 5 min' },
  { path: '/me', name: 'me', shows: 'Slack now, call after 5 min' },
  { path: '/policies', name: 'policies', shows: 'Payments critical' },
  {
    path: '/policies/payments',
    name: 'policy',
    shows: 'last resort: told when a step can tell nobody, and at the end',
  },
  { path: '/policies/new', name: 'policy-form', shows: 'Then a further step' },
] as const;

test.each([
  { look: { theme: 'dark', viewport: desktop }, at: 'dark', held: 'all' },
  { look: { theme: 'light', viewport: phone }, at: 'phone-light', held: 'colours' },
] as const)('every page of on call can be read by everybody ($at)', async ({ look, at, held }) => {
  await using visit_ = await visit(look, '/on-call');
  const { page, trouble } = visit_;
  for (const { path, name, shows } of pages) {
    await page.goto(`${service.url}${app}${path}`);
    await page.getByText(shows, { exact: false }).first().waitFor();
    await picture(page, `on-call-${name}-${at}`, { whole: true });
    expect({ path, findings: await seriousFindings(page, held), edge: await beyondTheEdge(page) }).toEqual({
      path,
      findings: [],
      edge: [],
    });
  }
  expect(trouble).toEqual([]);
});

test('where nobody is, somebody covers it with the keyboard, and takes it back', async () => {
  await using own = await startFakeService();
  await using visit_ = await visit({ theme: 'dark', viewport: desktop }, '/on-call', own.url);
  const { page, trouble } = visit_;
  const cover = page.getByRole('button', { name: 'Cover', exact: true });
  await cover.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Why').fill('Jonas is away');
  await picture(page, 'on-call-cover-dark');
  expect(await seriousFindings(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByText(/You are on call for Payments/).waitFor();
  expect(own.onCall.covers).toMatchObject([{ person: 'mia', comment: 'Jonas is away' }]);
  await cover.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Undo/ }).click();
  await cover.waitFor();
  expect(own.onCall.covers).toEqual([]);
  expect(trouble).toEqual([]);
});

test('a policy is made, a test page along it is watched, and a code proves a contact', async () => {
  await using own = await startFakeService();
  own.role = 'admin';
  await using visit_ = await visit({ theme: 'light', viewport: desktop }, '/policies/new', own.url);
  const { page, trouble } = visit_;
  await page.getByLabel('Name').fill('Night watch');
  await page.getByRole('combobox', { name: 'Step 1 tells' }).click();
  await page.getByRole('option', { name: /^Payments.*who is on call/ }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: /^Last resort/ }).click();
  await page.getByRole('option', { name: /^team.*receiver/ }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Make the policy' }).click();
  await page.waitForURL(`${own.url}${app}/policies/night-watch`);
  expect(own.onCall.policies.get('night-watch')).toMatchObject({
    steps: [{ targets: [{ kind: 'schedule', id: 'payments' }], wait: '5m' }],
    lastResort: [{ kind: 'receiver', id: 'team' }],
  });
  await page.getByRole('button', { name: 'Send a test page' }).click();
  await page.getByRole('button', { name: 'Send it' }).click();
  await page.getByText('Jonas by Slack: delivered').waitFor();
  await picture(page, 'on-call-page-test-light');
  await page.goto(`${own.url}${app}/me`);
  await page.getByLabel('The code that came to call').fill('123456');
  await page.getByRole('button', { name: 'Prove it' }).click();
  await page.getByText('It is yours: pages can come this way now.').waitFor();
  expect(trouble).toEqual([]);
});
