import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { desktop, launch, phone, type Theme, visitor } from './browser.ts';
import { until } from './stack/process.ts';
import { type Stack, startStack } from './stack/stack.ts';
import { beyondTheEdge, picture, seriousFindings, troubleOf } from './watch.ts';

const app = '/a/tocsin-tocsin-app';
/** The promise of the demo: from the condition to the screen and to the people. */
const toldWithinMs = 30_000;

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  // One after the other: what started is known, and so closed, when the other fails.
  browser = await launch();
  stack = await startStack();
});

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

async function open(path: string, theme: Theme, viewport = desktop) {
  const context = await visitor(browser, { theme, viewport });
  const page = await context.newPage();
  const trouble = troubleOf(page);
  await page.goto(`${stack.url}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return { page, trouble };
}

const slackTexts = () => stack.slack.messages().map((message) => JSON.stringify(message));
const mailSubjects = () => stack.mail.mails().map(({ subject }) => subject);
const firingRow = (page: Page) =>
  page
    .getByRole('main')
    .getByText(/[Rr]equests to api fail/)
    .first();

test('an engineer sees the break arrive, takes it, and sees it end; each is told once', async () => {
  const dark = await open(`${app}/overview`, 'dark');
  const hand = await open(`${app}/alerts`, 'light', phone);
  await dark.page.getByText('All is well.').waitFor({ timeout: 60_000 });
  await dark.page.getByText('orchestrator').first().waitFor();
  await picture(dark.page, 'journey-1-quiet-dark');

  const brokenAt = Date.now();
  await stack.breakIt('errors');
  await firingRow(dark.page).waitFor({ timeout: toldWithinMs + 15_000 });
  const onScreenMs = Date.now() - brokenAt;
  await until(
    'Slack is told',
    () => slackTexts().some((text) => /[Rr]equests to api fail/.test(text)),
    toldWithinMs,
  );
  await until('the mailbox has it', () => mailSubjects().length > 0, toldWithinMs);
  await until('the webhook has it', () => stack.sink.deliveries().length > 0, toldWithinMs);
  const toldMs = Date.now() - brokenAt;
  await picture(dark.page, 'journey-2-firing-dark', { whole: true });
  await firingRow(hand.page).waitFor();
  await picture(hand.page, 'journey-2-firing-phone-light');

  await firingRow(hand.page).click();
  await hand.page.getByText('Timeline').first().waitFor();
  await picture(hand.page, 'journey-3-alert-phone-light');
  const tooWide = await beyondTheEdge(hand.page);

  await dark.page.getByRole('button', { name: /^Acknowledge/ }).click();
  await dark.page
    .getByText(/has it/)
    .first()
    .waitFor();
  await until(
    'the phone sees who has it',
    () =>
      hand.page
        .getByText(/has it/)
        .first()
        .isVisible(),
    15_000,
  );
  await picture(dark.page, 'journey-4-acknowledged-dark', { whole: true });

  await stack.mend();
  await dark.page.getByText('All is well.').waitFor({ timeout: 90_000 });
  await until(
    'Slack says it is over',
    () => slackTexts().some((text) => /resolved/i.test(text)),
    toldWithinMs,
  );
  await until(
    'the mailbox says it is over',
    () => mailSubjects().some((text) => /resolved/i.test(text)),
    toldWithinMs,
  );
  await picture(dark.page, 'journey-5-resolved-dark', { whole: true });

  expect(tooWide).toEqual([]);
  expect(stack.mail.mails()).toHaveLength(2);
  expect(await seriousFindings(dark.page)).toEqual([]);
  expect(await seriousFindings(hand.page)).toEqual([]);
  expect([...dark.trouble, ...hand.trouble]).toEqual([]);
  console.log(`on the screen after ${onScreenMs} ms, told everywhere after ${toldMs} ms`);
  expect(onScreenMs).toBeLessThan(toldWithinMs + 10_000);
}, 300_000);

test('killed while it tells, the service comes back, loses nothing and repeats at most what was in flight', async () => {
  const told = { mails: stack.mail.mails().length, hooks: stack.sink.deliveries().length };
  const { page } = await open(`${app}/alerts`, 'dark');
  await stack.breakIt('latency');
  const row = page
    .getByRole('main')
    .getByText(/[Rr]equests to api (are slow|takes longer)/)
    .first();
  await row.waitFor({ timeout: toldWithinMs + 15_000 });
  await stack.killTocsin();
  await until('the mailbox has it', () => stack.mail.mails().length > told.mails, toldWithinMs);
  await until('the webhook has it', () => stack.sink.deliveries().length > told.hooks, toldWithinMs);
  await page.getByText('Live', { exact: true }).waitFor({ timeout: 30_000 });
  await row.waitFor();
  await stack.mend();
  await until(
    'it is over',
    () =>
      mailSubjects()
        .slice(told.mails)
        .some((text) => /resolved/i.test(text)),
    90_000,
  );
  const mails = mailSubjects().slice(told.mails);
  expect(mails.filter((text) => !/resolved/i.test(text)).length).toBeLessThanOrEqual(2);
  expect(mails.filter((text) => /resolved/i.test(text))).toHaveLength(1);
}, 300_000);

test('a rule is made on a page, seen before it is, fires, is mended by somebody else meanwhile, and goes without a trace but its history', async () => {
  const { page, trouble } = await open(`${app}/rules/new`, 'light');
  await page.getByLabel('Name of the group').fill('by hand');
  await page.getByLabel('Evaluated every').fill('1s');
  await page.getByLabel('Name of the alert').fill('ApiIsThere');
  await page.getByLabel('Expression').fill('up{job="demo", service="api"} >');
  await page.getByText('the expression ends too early', { exact: false }).waitFor();
  await page.getByLabel('Expression').fill('up{job="demo", service="api"} > 0');
  await page.getByLabel('Value of severity').fill('low');
  await page.getByLabel('Value of summary').fill('{{ $labels.service }} answers: {{ $value }}');
  await page.getByText('1 alert would fire at once.', { exact: false }).waitFor();
  await page.getByText('api answers: 1').waitFor();
  await page.getByRole('img', { name: 'ApiIsThere over time, limit 0' }).waitFor();
  await picture(page, 'journey-rule-1-written-light', { whole: true });
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Make the group: 1 rule' }).click();
  await page.getByRole('heading', { level: 1, name: 'by hand' }).waitFor();
  await page.getByRole('link', { name: '1 alert' }).waitFor({ timeout: toldWithinMs });
  await picture(page, 'journey-rule-2-firing-light', { whole: true });

  const other = await open(new URL(page.url()).pathname, 'dark', phone);
  await page.getByRole('link', { name: 'Change', exact: true }).click();
  await page.getByLabel('Expression').fill('up{job="demo", service="api"} > 5');
  await other.page.getByRole('link', { name: 'Change', exact: true }).click();
  await other.page.getByLabel('Fires after').fill('1m');
  await other.page.getByRole('button', { name: 'Save as version 2' }).click();
  await other.page.getByRole('heading', { level: 1, name: 'by hand' }).waitFor();
  await picture(other.page, 'journey-rule-3-history-phone-dark', { whole: true });
  await page.getByText('What you wrote is still here.', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'What changed' }).click();
  await page.getByText('ApiIsThere: for').waitFor();
  await picture(page, 'journey-rule-4-conflict-light', { whole: true });
  await page.getByRole('button', { name: /^Go on with mine/ }).click();
  await page.getByRole('button', { name: 'Save as version 3' }).click();
  await page.getByText('Inactive').waitFor({ timeout: toldWithinMs });

  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await page.getByRole('link', { name: '1 alert' }).waitFor({ timeout: toldWithinMs });
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as YAML' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('by-hand.yml');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();
  await page.getByRole('heading', { level: 1, name: 'by hand is deleted' }).waitFor();
  await page.goto(`${stack.url}${app}/rules`);
  await page.getByText('HighErrorRate').or(page.getByText('evaluates')).first().waitFor();
  expect(await page.getByText('ApiIsThere').count()).toBe(0);
  expect(await beyondTheEdge(other.page)).toEqual([]);
  expect([...trouble, ...other.trouble]).toEqual([]);
}, 180_000);
