import { loadavg } from 'node:os';
import { healthyServices } from '@tocsin/api/examples';
import type { Browser, Page } from 'playwright-core';
import { desktop, launch, visitor } from '../../e2e/browser.ts';
import { type FakeService, startFakeService } from '../../e2e/fake/service.ts';
import { median, quantile } from '../figures.ts';
import { line } from '../live/run.ts';
import { pause } from '../server.ts';
import { framesDuring, heapMiB, mainThreadOf } from './browser-figures.ts';
import { whenShown } from './shown.ts';

export interface PageAsked {
  readonly services: number;
  readonly seconds: number;
}

type Say = (text: string) => void;

const app = '/a/tocsin-tocsin-app';
const visits = 5;
/** An hour of a page that asks each 5 s. */
const updatesOfAnHour = 720;

/** The pages in a real browser, on answers that cost nothing: what drawing them takes. */
export async function page(asked: PageAsked, say: Say): Promise<void> {
  await using service = await startFakeService();
  service.services.services.splice(0);
  service.services.services.push(...healthyServices(service.services.clock, asked.services));
  await using browser = await launch();
  say(`${asked.services} services on a page\n`);
  for (const path of ['/overview', '/services']) {
    const { took, worked } = await interactive(browser, service.url + app + path);
    say(line(`${path}: until it answers, median of ${visits} first visits`, median(took), 'ms'));
    say(line(`${path}: until it answers, the slowest`, Math.max(...took), 'ms'));
    say(line(`${path}: work of the main thread until then, median`, median(worked), 'ms'));
  }
  const watched = await (await visitor(browser, { theme: 'dark', viewport: desktop })).newPage();
  await frames(watched, service, { ...asked, say });
  await shownAfter(watched, service, say);
  await anHour(watched, service, say);
  say(line('load of the machine at the end', loadavg()[0] ?? NaN, ''));
}

/** From the address to a page with its content that has drawn it and is idle. */
async function interactive(
  browser: Browser,
  url: string,
): Promise<{ readonly took: number[]; readonly worked: number[] }> {
  const took: number[] = [];
  const worked: number[] = [];
  for (let visit = 0; visit < visits; visit += 1) {
    const context = await visitor(browser, { theme: 'dark', viewport: desktop });
    const fresh = await context.newPage();
    const workedMs = await mainThreadOf(fresh);
    const began = performance.now();
    await fresh.goto(url, { waitUntil: 'commit' });
    await fresh.getByText('service-00', { exact: false }).first().waitFor();
    await fresh.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
    took.push(performance.now() - began);
    worked.push(await workedMs());
    await context.close();
  }
  return { took, worked };
}

/** Numbers that all differ from the last ones. */
function update(service: FakeService, round: number): void {
  for (const [index, one] of service.services.services.entries()) {
    one.score = 60 + ((round + index) % 40);
    one.numbers = {
      up: 1,
      errorRate: ((round * 7 + index) % 90) / 10_000,
      p95: 0.04 + ((round + index) % 50) / 1_000,
    };
  }
  service.changed(['service-0001']);
}

async function frames(
  watched: Page,
  service: FakeService,
  { seconds, say }: PageAsked & { say: Say },
): Promise<void> {
  await watched.goto('about:blank');
  const empty = await framesDuring(watched, seconds / 2);
  await watched.goto(`${service.url}${app}/services?all=1`);
  await watched.getByText('service-0001').first().waitFor();
  await pause(2_000);
  const still = await framesDuring(watched, seconds / 2);
  let round = 0;
  const workedMs = await mainThreadOf(watched);
  const busy = await workedMs();
  const timer = setInterval(() => update(service, (round += 1)), 1_000);
  const live = await framesDuring(watched, seconds);
  clearInterval(timer);
  const [shown] = await watched.evaluate<number[]>(
    `[[...document.querySelectorAll('[role=row] [role=cell]')].filter(({ textContent }) => /^[\\d.,]+\\s?(%|ms|s)?$/.test(textContent.trim())).length]`,
  );
  say(line('live numbers on the page', shown ?? NaN, ''));
  for (const [name, deltas] of [
    ['an empty page', empty],
    ['the page, nothing new', still],
    ['all new each second', live],
  ] as const) {
    const sum = deltas.reduce((total, delta) => total + delta, 0);
    say(line(`${name}: frames a second`, (deltas.length / sum) * 1_000, ''));
    say(line(`${name}: p95 from frame to frame`, quantile(deltas, 0.95), 'ms'));
    say(line(`${name}: the longest frame`, Math.max(...deltas), 'ms'));
  }
  say(line('work of the main thread for one update', ((await workedMs()) - busy) / round, 'ms'));
}

/** From the moment the service says that something changed, until its row says so. */
async function shownAfter(watched: Page, service: FakeService, say: Say): Promise<void> {
  const took: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const words = `word-${round}`;
    const [one] = service.services.services;
    const shown = whenShown(watched, { element: '[role=row]', words });
    await pause(400);
    Object.assign(one ?? {}, { word: words, state: 'degraded' });
    const began = Date.now();
    service.changed(['service-0001']);
    took.push((await shown) - began);
  }
  say(line('from an event until it is drawn, median', median(took), 'ms'));
  say(line('from an event until it is drawn, p95', quantile(took, 0.95), 'ms'));
}

async function anHour(watched: Page, service: FakeService, say: Say): Promise<void> {
  const before = await heapMiB(watched);
  let answered = 0;
  watched.on('response', (response) => {
    if (response.url().includes('/services?')) answered += 1;
  });
  for (let round = 0; answered < updatesOfAnHour && round < 4 * updatesOfAnHour; round += 1) {
    update(service, round);
    await pause(150);
  }
  const after = await heapMiB(watched);
  say(line(`memory of the page: heap before`, before, 'MiB'));
  say(line(`memory of the page: heap after ${answered} updates`, after, 'MiB'));
}
