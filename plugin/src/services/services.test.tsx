import { act, screen, waitFor, within } from '@testing-library/react';
import { healthyServices } from '@tocsin/api/examples';
import { FakeService } from '../test/fakeService';
import { renderApp } from '../test/renderApp';
import { matching, worstOf } from './pick';

const table = () => screen.findByRole('table', { name: 'Services' });
const rows = async () =>
  within(await table())
    .getAllByRole('row')
    .slice(1);

/** By its title: to ask for roles on a page with as many parts as this one takes seconds. */
const card = async (title: string) => within((await screen.findByText(title, { selector: 'h2' })).closest('section')!);

/** What was handed to the browser as a file. */
function watchFiles(): Blob[] {
  const blobs: Blob[] = [];
  URL.createObjectURL = (blob: Blob) => `blob:${blobs.push(blob)}`;
  URL.revokeObjectURL = () => undefined;
  jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
  return blobs;
}
const textOf = (blob: Blob | undefined) =>
  new Promise<string>((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsText(blob ?? new Blob());
  });

afterEach(() => jest.restoreAllMocks());

describe('all services', () => {
  test('the worst first, each with its state as a word, its 24 hours in words, and its numbers', async () => {
    new FakeService().install();
    renderApp('/services');
    expect(await screen.findByRole('heading', { level: 1, name: /^api has been failing for 12 min/ })).toBeVisible();
    expect(screen.getByText('11 services: 1 failing, 2 degraded, 1 no data, 1 maintenance, 6 healthy.')).toBeVisible();
    const [first, second] = await rows();
    expect(within(first!).getByRole('link', { name: 'Payments API' })).toBeVisible();
    expect(
      within(first!).getByRole('img', { name: /^api, last 24 h: failing \d\d:\d\d–\d\d:\d\d, degraded/ })
    ).toBeVisible();
    expect(within(second!).getByText('connections')).toBeVisible();
    expect(
      screen.getByText('The indicator smtp_queue of mail-relay names a metric that no data source has.')
    ).toBeVisible();
  });

  test('what is healthy is folded into its number, and a press shows it', async () => {
    const service = new FakeService().install();
    service.night.services.push(...healthyServices(service.night.clock, 194));
    const { user, address } = renderApp('/services');
    expect(await rows()).toHaveLength(8);
    await user.click(screen.getByRole('button', { name: '197 healthy' }));
    await waitFor(async () => expect(await table()).toHaveAttribute('aria-rowcount', '206'));
    expect(address()).toBe('/services?all=1');
  });

  test('thousands are found by a few letters, and only rows in sight exist', async () => {
    const service = new FakeService().install();
    service.night.services.push(...healthyServices(service.night.clock, 5000));
    const { user, address } = renderApp('/services?all=1');
    await waitFor(async () => expect(await table()).toHaveAttribute('aria-rowcount', '5012'));
    expect((await rows()).length).toBeLessThan(60);
    await user.type(screen.getByLabelText(/^Find services/), '4999');
    await waitFor(async () => expect(await rows()).toHaveLength(1));
    expect(address()).toBe('/services?all=1&q=4999');
  });

  test('a state is chosen by pressing its number, and stands in the address', async () => {
    new FakeService().install();
    const { user, address } = renderApp('/services');
    await user.click(await screen.findByRole('button', { name: 'degraded 2' }));
    await waitFor(async () => expect(await rows()).toHaveLength(2));
    expect(address()).toBe('/services?state=degraded');
    await user.type(screen.getByLabelText(/^Find services/), 'nothing');
    expect(await screen.findByText(/^11 are there without the filters/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Clear the filters' }));
    await waitFor(async () => expect(await rows()).toHaveLength(11));
  });

  test('as a grid each service is a tile with its sentence', async () => {
    new FakeService().install();
    const { user } = renderApp('/services');
    await user.click(await screen.findByRole('radio', { name: 'Grid' }));
    const tiles = within(await screen.findByRole('list', { name: 'Services' })).getAllByRole('listitem');
    expect(tiles).toHaveLength(11);
    expect(within(tiles[1]!).getByText(/^postgres has been degraded for 14 min/)).toBeVisible();
  });

  test('j and Enter open a service', async () => {
    new FakeService().install();
    const { user, address } = renderApp('/services');
    await table();
    await user.keyboard('jj{Enter}');
    await waitFor(() => expect(address()).toBe('/services/postgres'));
  });

  test('what is shown is saved as CSV', async () => {
    new FakeService().install();
    const files = watchFiles();
    const { user } = renderApp('/services');
    await user.click(await screen.findByLabelText('Save services as a file'));
    await user.click(await screen.findByText('CSV'));
    const [head, api] = (await textOf(files[0])).split('\r\n');
    expect(head).toMatch(/^service,state,word,since,score/);
    expect(api).toMatch(/^api,failing,failing,.*,46,payments,1,service,41,0.084,0.84/);
  });

  test('where none is known, it says what to write', async () => {
    const service = new FakeService().install();
    service.night.services.length = 0;
    service.night.problems.length = 0;
    renderApp('/services');
    expect(await screen.findByText('No service is known yet')).toBeVisible();
  });
});

test('a list that is hardly longer than the worst eight is whole; what is not healthy is never folded', () => {
  const { services, clock } = new FakeService().night;
  expect(worstOf(services)).toHaveLength(11);
  const many = [...services, ...healthyServices(clock, 10)];
  expect(worstOf(many)).toHaveLength(8);
  expect(worstOf(many.map((one) => ({ ...one, state: 'failing' as const })))).toHaveLength(21);
  expect(matching(many, { words: 'PAY owner', state: undefined })).toHaveLength(0);
  expect(matching(many, { words: 'payments serv' })).toHaveLength(1);
});

describe('one service', () => {
  test('why it is as it is, with an arithmetic that can be repeated by hand', async () => {
    new FakeService().install();
    renderApp('/services/api');
    expect(await screen.findByText(/^api has been failing for 12 min/, { selector: 'h1' })).toBeVisible();
    const why = await card('Why');
    expect(why.getByRole('row', { name: /Error rate 8.4 %, limit 5 %.* 3 0$/ })).toBeVisible();
    expect(why.getByText('Score: (3 × 0 + 2 × 61 + 1 × 100 + 1 × 100) / 7 = 46')).toBeVisible();
    expect(screen.getByText('api · service · owner payments · tier 1')).toBeVisible();
    expect(await screen.findByText('postgres is at 98 % of its connections')).toBeVisible();
    expect(await screen.findByText(/^INC-4 · open for/)).toBeVisible();
    expect(await screen.findByText('api 2.41.0 deployed')).toBeVisible();
    expect((await card('Dependencies')).getByText('postgres')).toHaveAttribute(
      'href',
      expect.stringMatching(/services\/postgres$/)
    );
    expect(await screen.findByText('22 % left: 1,013 of 1,299 failed requests spent')).toBeVisible();
    expect(screen.getByText('Runbook')).toHaveAttribute('href', 'https://example.org/runbooks/api');
  });

  test('its history has the uptime with its arithmetic, for the range that the address says', async () => {
    const service = new FakeService().install();
    const { user, address } = renderApp('/services/api');
    expect(await screen.findByText('Uptime: 23 h 30 min of 24 h good; 30 min failing')).toBeVisible();
    const history = await card('History');
    await user.click(history.getByLabelText('90 d'));
    expect(address()).toBe('/services/api?history=90d');
    expect(await history.findByText(/calculated from Prometheus afterwards$/)).toBeVisible();
    expect(service.asked).toContain('GET /services/api/history?range=90d');
  });

  test('the keyboard walks the cells of the history, each in words', async () => {
    new FakeService().install();
    const { user } = renderApp('/services/api');
    const strip = await screen.findByLabelText(/^api, last 24 h/);
    act(() => strip.focus());
    expect(await screen.findByText(/^\d\d:\d\d–\d\d:\d\d failing$/)).toBeInTheDocument();
    await user.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}');
    expect(await screen.findByText(/^\d\d:\d\d–\d\d:\d\d healthy$/)).toBeInTheDocument();
  });

  test('graphs have their limit and what changed, and can be saved with all their points', async () => {
    const service = new FakeService().install();
    const files = watchFiles();
    const { user, address } = renderApp('/services/api');
    const graph = await screen.findByLabelText('Error rate, limit 5 %');
    expect(within(graph).getByText(/api 2.41.0 deployed$/)).toBeInTheDocument();
    await user.click(screen.getByLabelText('Save error rate of api as a file'));
    await user.click(await screen.findByText('JSON'));
    const saved = JSON.parse(await textOf(files[0])) as Array<Record<string, unknown>>;
    expect(saved.map((row) => row['service=api'])).toEqual([0.01, 0.02, 0.084]);
    await user.click((await card('Graphs')).getByLabelText('7 d'));
    expect(address()).toBe('/services/api?range=7d');
    await waitFor(() => expect(service.asked.some((line) => /step=2520/.test(line))).toBe(true));
  });

  test('log lines are asked for around the moment it began; without Loki it says what to set', async () => {
    const service = new FakeService().install();
    service.night.logs = false;
    const { user } = renderApp('/services/api');
    await user.click(await screen.findByText('Show twenty lines'));
    expect(await screen.findByText(/^No Loki is configured/)).toBeVisible();
    expect(service.asked.some((line) => /^GET \/services\/api\/logs\?at=20/.test(line))).toBe(true);
  });

  test('a name that nothing has is not known, and the list is one press away', async () => {
    new FakeService().install();
    renderApp('/services/nothing');
    expect(await screen.findByText('The service nothing could not be loaded')).toBeVisible();
    expect(screen.getByRole('link', { name: 'All services' })).toBeVisible();
  });

  test('an address that is no web address is not a link', async () => {
    const service = new FakeService().install();
    const bad = { title: 'Evil', url: 'javascript:alert(1)', kind: 'other' };
    const detail = { ...(await answerOf(service)), links: [bad] };
    service.answers.set('GET /services/api', detail);
    renderApp('/services/api');
    await card('Why');
    expect(screen.queryByText('Evil')).toBeNull();
  });
});

async function answerOf(service: FakeService): Promise<object> {
  const { exampleAnswers } = await import('@tocsin/api/examples');
  return exampleAnswers(service.night).getService({ params: { name: 'api' }, query: {} }) ?? {};
}
