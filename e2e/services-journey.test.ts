import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Client, createClient, type Objective } from '@tocsin/api';
import type { Browser, Page } from 'playwright-core';
import { desktop, launch, visitor } from './browser.ts';
import { type Demo, startDemo } from './stack/demo.ts';
import { until } from './stack/process.ts';
import { picture, seriousFindings, troubleOf } from './watch.ts';

const app = '/a/tocsin-tocsin-app';
/** The promise: from the break to every place that tells of it. */
const toldWithinMs = 30_000;
const patience = { timeout: 60_000 };

let demo: Demo;
let browser: Browser;
let client: Client;

beforeAll(async () => {
  browser = await launch();
  demo = await startDemo();
  client = createClient(async ({ method, path, body }) => {
    const response = await fetch(`${demo.url}/api/tocsin/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  });
}, 150_000);

afterAll(async () => {
  await browser?.close();
  await demo?.[Symbol.asyncDispose]();
}, 60_000);

const trouble: string[] = [];
async function open(path: string): Promise<Page> {
  const context = await visitor(browser, { theme: 'dark', viewport: desktop });
  const page = await context.newPage();
  const seen = troubleOf(page);
  page.on('close', () => trouble.push(...seen));
  await page.goto(`${demo.url}${app}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

const heading = (page: Page, name: RegExp | string) => page.getByRole('heading', { level: 1, name });
const banner = (page: Page, word: string) =>
  page.getByRole('region', { name: 'Now' }).getByText(word, { exact: true });
/** A service on the map, with what is said of it. */
const node = (page: Page, words: RegExp) => page.getByRole('button', { name: words });

const availability = (): Promise<Objective> =>
  client.getObjective({ params: { service: 'api', name: 'availability' } });
/** Those that stand for themselves: what joined another is part of it. */
async function incidentsOfApi() {
  const { incidents } = await client.listIncidents({ query: {} });
  return incidents.filter(
    ({ services, mergedInto }) => services?.includes('api') && mergedInto === undefined,
  );
}
const unwell = async (): Promise<string[]> => {
  const { services } = await client.listServices({ query: {} });
  return services.filter(({ state }) => state !== 'healthy').map(({ name }) => name);
};

test('connections to the database run out: within 30 s each place tells of it, one incident carries the evidence; mended, all of it is told', async () => {
  const overview = await open('/overview');
  const executive = await open('/overview?view=executive');
  const map = await open('/dependencies');
  await heading(overview, 'All is well.').waitFor(patience);
  await banner(executive, 'Healthy').waitFor(patience);
  await node(map, /^api: healthy/).waitFor(patience);
  const before = await until('requests are counted', async () => {
    const objective = await availability();
    return objective.total > 0 && objective.budget.remaining !== undefined ? objective : undefined;
  });
  expect(before).toMatchObject({ state: 'kept', budget: { spent: 0 } });
  await picture(executive, 'services-journey-1-quiet-executive-dark');

  const seconds: Record<string, number> = {};
  const brokenAt = Date.now();
  const arrives = async (where: string, seen: Promise<unknown>): Promise<void> => {
    await seen;
    seconds[where] = (Date.now() - brokenAt) / 1000;
  };
  // It tells of the deployment first, as whoever deploys would: POST /changes.
  expect(await demo.run('break', 'database')).toContain('api 2.41.0 was deployed just now.');
  await Promise.all([
    arrives(
      'sentence',
      heading(overview, /^api has been failing for \d+ s: .+ %, limit \d+ %/).waitFor(patience),
    ),
    arrives('executive', banner(executive, 'Failing').waitFor(patience)),
    arrives('map', node(map, /^api: .*1 incident/).waitFor(patience)),
    arrives('edge', map.getByRole('row', { name: /^worker api failing/ }).waitFor(patience)),
    arrives(
      'one incident',
      until('all alerts are in it', async () => (await incidentsOfApi())[0]?.alerts[1], 60_000),
    ),
    arrives(
      'budget',
      until('it moved', async () => ((await availability()).budget.remaining ?? 1) < 1 || undefined, 60_000),
    ),
  ]);
  console.log(`from the break to the screen, in seconds: ${JSON.stringify(seconds)}`);
  await picture(overview, 'services-journey-2-broken-overview-dark', { whole: true });
  await picture(executive, 'services-journey-2-broken-executive-dark', { whole: true });
  await picture(map, 'services-journey-2-broken-map-dark', { whole: true });

  const { incidents } = await client.listIncidents({ query: {} });
  const opened = incidents.filter(
    ({ status, mergedInto }) => status !== 'resolved' && mergedInto === undefined,
  );
  expect(opened).toHaveLength(1);
  const id = opened[0]?.id ?? '';
  await overview.getByRole('button', { name: `Acknowledge ${id}` }).click();
  const incident = await open(`/incidents/${id}`);
  await incident
    .getByText(/^api 2\.41\.0 deployed, \d+\ss before api began to fail/)
    .first()
    .waitFor();
  await incident
    .getByText(/^api: connections 100\s%, limit 95\s%/)
    .first()
    .waitFor();
  await picture(incident, 'services-journey-3-incident-dark', { whole: true });
  const objectives = await open('/objectives/api/availability');
  await objectives
    .getByText(/failed requests/)
    .first()
    .waitFor();

  await demo.run('mend');
  await overview.goto(`${demo.url}${app}/workflows`);
  await heading(overview, /succeed|None has ended yet/).waitFor(patience);
  const redis = await demo.freeze('redis');
  await heading(overview, 'Redis does not answer: how the workflows are is not known.').waitFor(patience);
  await picture(overview, 'services-journey-4-redis-gone-dark');
  expect(['api', 'redis']).toEqual(expect.arrayContaining(await unwell()));
  redis.goOn();
  await heading(overview, /succeed|None has ended yet/).waitFor(patience);

  await banner(executive, 'Healthy').waitFor({ timeout: 120_000 });
  await until(
    'it is resolved',
    async () => (await incidentsOfApi())[0]?.status === 'resolved' || undefined,
    90_000,
  );
  await overview.goto(`${demo.url}${app}/overview`);
  await heading(overview, 'All is well.').waitFor(patience);
  await tellsWhatHappened(id);
  await picture(overview, 'services-journey-5-well-again-dark', { whole: true });

  expect(await seriousFindings(map)).toEqual([]);
  for (const page of [overview, executive, map, incident, objectives]) await page.close();
  expect(trouble).toEqual([]);
  expect(Math.max(...Object.values(seconds)) * 1000).toBeLessThan(toldWithinMs);
}, 300_000);

/** Afterwards: history, uptime, report, and who was told how often. */
async function tellsWhatHappened(id: string): Promise<void> {
  const [history, report, text, incident, only, mails] = await Promise.all([
    client.getServiceHistory({ params: { name: 'api' }, query: { range: '24h' } }),
    open('/services/api'),
    reportText(),
    client.getIncident({ params: { id } }),
    incidentsOfApi(),
    demo.mails(),
  ]);
  expect(history.strip.cells).toContain('f');
  expect(history.uptime.percent).toBeLessThan(100);
  expect(history.spans.find(({ state }) => state === 'failing')?.text).toMatch(/connections|error rate/i);
  await report
    .getByText(/ failing; /)
    .first()
    .waitFor();
  await picture(report, 'services-journey-5-history-dark', { whole: true });
  await report.close();
  // Which of its three rules came first is the machine's to say.
  expect(text).toMatch(new RegExp(`${id}.*${incident.title}`));
  expect(text).toMatch(/api.* failing/);
  expect(only).toHaveLength(1);
  const people = incident.calls
    .filter(({ target }) => target.kind === 'person')
    .map(({ target }) => target.id);
  expect(new Set(people).size).toBe(1);
  const ended = mails
    .filter(({ to, subject }) => to.includes('on-call@example.org') && subject.startsWith('[Resolved]'))
    .map(({ subject }) => subject.replace(/, after .*/, ''));
  expect(ended).toContain('[Resolved] api runs out of database connections');
  expect(ended).toEqual([...new Set(ended)]);
}

async function reportText(): Promise<string> {
  const { reports } = await client.listReports({});
  const running = reports.find(({ complete }) => !complete)?.id ?? '';
  const { text } = await client.getReportText({ params: { id: running }, query: { format: 'markdown' } });
  return text;
}
