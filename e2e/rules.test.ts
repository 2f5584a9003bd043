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
  await page.goto(`${url}${app}/${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return { page, trouble, [Symbol.asyncDispose]: () => context.close() };
}

const looks = [
  { name: 'dark', look: { theme: 'dark', viewport: desktop } },
  { name: 'phone-light', look: { theme: 'light', viewport: phone } },
] as const;

test.each(looks)(
  'a rule says all that is known of it, and what to change ($name)',
  async ({ name, look }) => {
    await using visit_ = await visit(look, 'rules');
    const { page, trouble } = visit_;
    await page.getByText('Did you mean mountpoint?').waitFor();
    await page.getByText('it waits for its recovery', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Details of HighErrorRate' }).click();
    await page
      .getByRole('button', { name: /^Copy the curl/ })
      .first()
      .waitFor();
    await picture(page, `rules-${name}`, { whole: true });
    expect(await beyondTheEdge(page)).toEqual([]);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: /^Cannot be evaluated/ }).click();
    await page.getByText('DiskFillsUp').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByText('Broken').waitFor();
    expect(await page.getByText('DiskFillsUp').count()).toBe(0);
    expect(trouble).toEqual([]);
  },
);

test.each(looks)(
  'the form shows what a rule would do, and what is wrong beside its field ($name)',
  async ({ name, look }) => {
    await using visit_ = await visit(look, 'rules/made/checkout/edit');
    const { page, trouble } = visit_;
    await page.getByRole('img', { name: 'CheckoutSlow over time, limit 0.5' }).waitFor();
    await picture(page, `rule-form-${name}`, { whole: true });
    await page.getByLabel('Expression').fill(' ');
    await page.getByText('This rule has no expression: write one.').waitFor();
    await picture(page, `rule-form-fault-${name}`, { whole: true });
    expect(await beyondTheEdge(page)).toEqual([]);
    expect(await seriousFindings(page)).toEqual([]);
    expect(trouble).toEqual([]);
  },
);

test('a group is written with the keyboard alone', async () => {
  await using own = await startFakeService();
  await using visit_ = await visit({ theme: 'light', viewport: desktop }, 'rules/new', own.url);
  const { page, trouble } = visit_;
  const { keyboard } = page;
  await page.getByLabel('Name of the group').focus();
  await keyboard.type('by keys');
  await page.getByLabel('Name of the alert').focus();
  await keyboard.type('Slow');
  await keyboard.press('Tab');
  await keyboard.type('latency > 1');
  await keyboard.press('Enter');
  await keyboard.type('# for humans');
  expect(own.ruleGroups.list(false)).toHaveLength(1);
  const focused = () => page.evaluate<string>('document.activeElement.textContent');
  for (let tabs = 0; tabs < 40 && (await focused()) !== 'Make the group: 1 rule'; tabs++) {
    await keyboard.press('Tab');
  }
  await keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'by keys' }).waitFor();
  expect(own.ruleGroups.list(false)[0]).toMatchObject({
    group: { name: 'by keys', rules: [{ alert: 'Slow', expr: 'latency > 1\n# for humans' }] },
  });
  expect(trouble).toEqual([]);
});

test('200 groups of 50 rules stand folded, are found as one types, and open at once', async () => {
  await using own = await startFakeService();
  own.moreGroups = 200;
  await using visit_ = await visit({ theme: 'dark', viewport: desktop }, 'rules', own.url);
  const { page, trouble } = visit_;
  await page.getByText('10008 rules in 204 groups').waitFor({ timeout: 30_000 });
  await picture(page, 'rules-many-dark');
  await page.getByRole('button', { name: 'group-40', exact: true }).click();
  await page.getByText('Rule7OfGroup40').waitFor();
  await page.getByLabel('Find rules by name, expression, file').fill('rule7ofgroup123');
  await page.getByText('Rule7OfGroup123').waitFor();
  await page.getByText('Rule7OfGroup40').waitFor({ state: 'detached' });
  expect(trouble).toEqual([]);
});

test('the history says who changed what, and an older version comes back', async () => {
  await using own = await startFakeService();
  await using visit_ = await visit({ theme: 'dark', viewport: phone }, 'rules/made/checkout', own.url);
  const { page, trouble } = visit_;
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await page.getByText('version 1 restored by Local user', { exact: false }).waitFor();
  await picture(page, 'rule-history-phone-dark', { whole: true });
  expect(await beyondTheEdge(page)).toEqual([]);
  expect(await seriousFindings(page)).toEqual([]);
  expect(own.ruleGroups.get('checkout')).toMatchObject({
    version: 3,
    group: { rules: [{ expr: 'slow_checkouts > 1' }] },
  });
  expect(trouble).toEqual([]);
});
