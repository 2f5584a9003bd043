import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { healthyServices } from '@tocsin/api/examples';
import type { Browser } from 'playwright-core';
import { desktop, launch, type Look, narrow, phone, visitor } from './browser.ts';
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
  { path: '/overview', name: 'overview', shows: '3 more, healthy' },
  { path: '/overview?view=executive', name: 'executive', shows: '22 % left: 1,013 of 1,299' },
  { path: '/services', name: 'services', shows: 'a cell is 15 min' },
  { path: '/services?view=grid', name: 'services-grid', shows: 'postgres has been degraded for' },
  { path: '/services/api', name: 'service', shows: 'Uptime: 23 h 30 min of 24 h good' },
] as const;

test.each([
  { look: { theme: 'dark', viewport: narrow }, at: 'narrow-dark' },
  { look: { theme: 'light', viewport: phone }, at: 'phone-light' },
] as const)('every page of services can be read by everybody ($at)', async ({ look, at }) => {
  await using visit_ = await visit(look, '/services');
  const { page, trouble } = visit_;
  for (const { path, name, shows } of pages) {
    await page.goto(`${service.url}${app}${path}`);
    await page.getByText(shows, { exact: false }).first().waitFor();
    await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    await picture(page, `services-${name}-${at}`, { whole: true });
    expect({ path, findings: await seriousFindings(page), edge: await beyondTheEdge(page) }).toEqual({
      path,
      findings: [],
      edge: [],
    });
  }
  expect(trouble).toEqual([]);
});

test('a service that fails is seen where one looks, as soon as the stream says so', async () => {
  await using own = await startFakeService();
  own.services.services.splice(0, 5);
  await using visit_ = await visit({ theme: 'dark', viewport: desktop }, '/overview', own.url);
  const { page, trouble } = visit_;
  await page.getByText('6 of 6 healthy').waitFor();
  const [catalog] = own.services.services;
  Object.assign(catalog ?? {}, { state: 'failing', word: 'failing', sentence: 'catalog fails.' });
  own.changed(['catalog']);
  await page.getByText('5 of 6 healthy').waitFor();
  await page.getByRole('row', { name: /^catalog/ }).click();
  await page.getByRole('heading', { level: 1, name: 'catalog fails.' }).waitFor();
  expect(trouble).toEqual([]);
});

test('what a strip shows is said under the pointer, and a graph is saved as a picture', async () => {
  await using visit_ = await visit({ theme: 'dark', viewport: desktop }, '/services/api');
  const { page, trouble } = visit_;
  const strip = page.getByRole('img', { name: /^api, last 24 h/ });
  const { width, height } = (await strip.boundingBox()) ?? { width: 0, height: 0 };
  await strip.hover({ position: { x: width - 2, y: height / 2 } });
  await page.getByText(/^\d\d:\d\d–\d\d:\d\d failing$/).waitFor();
  await page.getByRole('button', { name: 'Save error rate of api as a file' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'PNG' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('error-rate-of-api.png');
  const bytes = await readFile(await file.path());
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  // A picture of nothing is a few hundred bytes.
  expect(bytes.length).toBeGreaterThan(4000);
  expect(trouble).toEqual([]);
});

test('of five thousand services one is found, and only what is in sight is drawn', async () => {
  await using own = await startFakeService();
  own.services.services.push(...healthyServices(own.services.clock, 4989));
  await using visit_ = await visit({ theme: 'light', viewport: desktop }, '/services', own.url);
  const { page, trouble } = visit_;
  await page.getByRole('button', { name: '4992 healthy' }).click();
  await page.locator('[role=table][aria-rowcount="5001"]').waitFor();
  expect(await page.locator('[role=row]').count()).toBeLessThan(60);
  await page.getByRole('textbox', { name: /^Find services/ }).fill('4321');
  await page.locator('[role=table][aria-rowcount="2"]').waitFor();
  await page.getByRole('link', { name: 'service-4321' }).waitFor();
  expect(trouble).toEqual([]);
});
