import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { FakeService } from '../test/fakeService';
import { preview, silence, withoutHistory } from '../test/fixtures';
import { renderApp } from '../test/renderApp';

// Whole journeys through a large form, on machines that are busy with much else.
jest.setTimeout(120_000);

const link = (text: string) => `/silences/new?matchers=${encodeURIComponent(text)}`;

function start(path = link('{service="api",alertname=~"High.*"}'), change: Partial<FakeService> = {}) {
  const service = Object.assign(new FakeService(), change).install();
  return { service, ...renderApp(path) };
}

/** At once, as pasted: what hangs on single keys is tested where it matters. */
const fill = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
const reason = () => screen.findByLabelText(/Reason/);
const region = (name: string | RegExp) => within(screen.getByRole('region', { name }));

test('a link fills the matchers in, and what they hide stands beside them before anything is made', async () => {
  const { service } = start();
  const primary = await screen.findByRole('button', { name: 'Silence 3 alerts, 1 critical' });
  expect(primary).toBeVisible();
  expect(screen.getAllByLabelText('Label').map((field) => (field as HTMLInputElement).value)).toEqual([
    'service',
    'alertname',
  ]);
  expect(screen.getAllByLabelText('Comparison').map((field) => (field as HTMLSelectElement).value)).toEqual([
    '=',
    '=~',
  ]);
  expect(region('Hides now').getByText('3 alerts in 1 incident')).toBeVisible();
  expect(region('Hides now').getByRole('link', { name: '8.4 % of requests to api fail' })).toBeVisible();
  expect(region(/Would have hidden/).getByText('21 alerts, 1 of them critical')).toBeVisible();
  expect(region(/Would have hidden/).getByText('4, 1 critical')).toBeVisible();
  expect(screen.getByText('It hides 3 alerts, 1 critical, and nobody has INC-4.', { exact: false })).toBeVisible();
  expect(screen.getByText('Slack (platform) will not be told.')).toBeVisible();
  expect(service.posted).toEqual([]);
});

test('until resolved comes first; a reason is asked for; what was made says its effect and can be taken back', async () => {
  const { service, user, address } = start();
  await user.click(await screen.findByRole('button', { name: /^Silence 3/ }));
  expect(await screen.findByText('Say why: others will read it at night.')).toBeVisible();
  expect(service.posted).toEqual([]);
  fill(await reason(), 'Rolling back');
  expect(screen.getByRole('radio', { name: 'Until resolved' })).toBeChecked();
  expect(screen.getByText(/Ends when all 3 alerts have resolved, at the latest/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: /^Silence 3/ }));
  await waitFor(() => expect(address()).toBe('/silences'));
  expect(service.posted).toMatchObject([
    {
      matchers: [
        { name: 'service', op: '=', value: 'api' },
        { name: 'alertname', op: '=~', value: 'High.*' },
      ],
      until: { kind: 'resolved' },
      comment: 'Rolling back',
    },
  ]);
  await user.click(await screen.findByRole('button', { name: /^Undo/ }));
  expect(await screen.findByText('The silence has ended again.')).toBeVisible();
  expect(service.asked).toContain('DELETE /silences/s-new');
});

test('two hours are two hours, and an end that is past is refused before it is sent', async () => {
  const { service, user } = start();
  fill(await reason(), 'x');
  await user.click(screen.getByRole('radio', { name: 'Other' }));
  fill(screen.getByLabelText(/^Ends/), '2020-01-01T00:00');
  expect(await screen.findByText('Choose an end that is still to come.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: /^Silence 3/ }));
  expect(service.posted).toEqual([]);
  await user.click(screen.getByRole('radio', { name: '2 h' }));
  await user.click(screen.getByRole('button', { name: /^Silence 3/ }));
  await waitFor(() => expect(service.posted).toHaveLength(1));
  const [{ until }] = service.posted as Array<{ until: { endsAt: string } }>;
  expect((Date.parse(until.endsAt) - Date.now()) / 60_000).toBeCloseTo(120, 0);
});

test('the narrower proposal is one click, and stands in the address like all matchers', async () => {
  const { user, address } = start(link('{service="api"}'));
  const narrower = within(await screen.findByRole('region', { name: 'Narrower' }));
  expect(narrower.getByText('Hides 2 alerts now, 14 in 7 days, none of them critical.')).toBeVisible();
  await user.click(narrower.getByRole('button', { name: 'Add it' }));
  await waitFor(() => expect(decodeURIComponent(address())).toContain('{service="api",bank=~"a|b"}'));
});

test('where nothing matches now, it says what would have; where nothing is known, it never shows a zero', async () => {
  const nothing = { total: 0, bySeverity: {}, alerts: [], incidents: [], notTold: [] };
  const { service, user } = start(undefined, {
    preview: preview({ now: nothing, narrower: undefined, sentence: 'It hides nothing now.' }),
  });
  expect(await screen.findByText('Hides nothing now; 21 alerts in the last 7 days.')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Silence what comes' })).toBeVisible();
  service.preview = preview({ now: nothing, history: withoutHistory(), narrower: undefined });
  await user.type(screen.getAllByLabelText('Value')[0]!, 'x');
  expect(await screen.findByText(/the history of alerts is not available/)).toBeVisible();
  expect(region('Hides now').getByText(/not known yet/)).toBeVisible();
  expect(screen.queryByRole('list', { name: 'By day' })).toBeNull();
});

test('what hides everything is made only when its number is typed', async () => {
  const { service, user } = start(link('{alertname=~".*"}'), { preview: preview({ matchesAll: true }) });
  const confirm = await screen.findByLabelText(/It hides every alert there could be. Type 3/);
  fill(await reason(), 'Datacentre moves');
  await user.click(screen.getByRole('button', { name: /^Silence 3/ }));
  expect(await screen.findByText('Type 3 to say that you mean every alert.')).toBeVisible();
  expect(service.posted).toEqual([]);
  await user.type(confirm, '3');
  await user.click(screen.getByRole('button', { name: /^Silence 3/ }));
  await waitFor(() => expect(service.posted).toHaveLength(1));
});

test('what the service refuses is said at its field', async () => {
  const problem = { type: 'about:blank', title: 'No', status: 400, detail: 'missing closing ): `High(`' };
  start(link('{alertname=~"High("}'), { previewRefusal: { status: 400, body: problem } });
  expect(await screen.findByRole('alert')).toHaveTextContent('missing closing ): `High(`');
});

test('a link that cannot be read says so', async () => {
  start(link('{alertname=~'));
  expect(await screen.findByRole('alert')).toHaveTextContent(/The link's matchers could not be read/);
});

test('a silence may repeat weekly, past midnight too, and end when nothing uses it', async () => {
  const { service, user } = start();
  fill(await reason(), 'Updates');
  await user.click(screen.getByText('Repeat it, or end it when nothing uses it'));
  await user.selectOptions(screen.getByLabelText('When it holds'), 'weekly');
  expect(screen.queryByRole('radio', { name: 'Until resolved' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Sat' }));
  expect(await screen.findByText('Choose a day of the week.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Sun' }));
  for (const [name, time] of [
    ['From', '22:00'],
    ['To', '04:00'],
  ] as const) {
    fill(screen.getByLabelText(name), time);
  }
  await user.click(screen.getByLabelText(/End it when nothing has matched/));
  await user.click(screen.getByRole('button', { name: /^Silence 3/ }));
  await waitFor(() => expect(service.posted).toHaveLength(1));
  const location = Intl.DateTimeFormat().resolvedOptions().timeZone;
  expect(service.posted).toMatchObject([
    {
      expiresUnusedAfterMs: 3 * 86_400_000,
      recurs: {
        kind: 'intervals',
        intervals: [
          { weekdays: ['sunday'], times: [{ start_time: '22:00', end_time: '24:00' }], location },
          { weekdays: ['monday'], times: [{ start_time: '00:00', end_time: '04:00' }], location },
        ],
      },
    },
  ]);
});

test('who may only look sees what it would hide, and no button', async () => {
  start(undefined, { role: 'viewer' });
  expect(await screen.findByText('You can see what it would hide; operators can make it.')).toBeVisible();
  expect(await screen.findByText('3 alerts in 1 incident')).toBeVisible();
  expect(screen.queryByRole('button', { name: /^Silence/ })).toBeNull();
});

test('a change keeps what the silence has, and goes by its id', async () => {
  const { service, user } = start('/silences/s1/edit', { silences: [silence()] });
  expect(await screen.findByDisplayValue('Rolling back 2.41.0')).toBeVisible();
  await user.click(await screen.findByRole('button', { name: 'Change it: silence 3 alerts, 1 critical' }));
  await waitFor(() => expect(service.posted).toMatchObject([{ id: 's1', comment: 'Rolling back 2.41.0' }]));
});
