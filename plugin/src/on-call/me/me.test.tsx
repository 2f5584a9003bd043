import { screen, within } from '@testing-library/react';
import { FakeService } from '../../test/fakeService';
import { renderApp } from '../../test/renderApp';

const contact = (id: string, kind: string, state: string) => ({
  id,
  kind,
  address: `${kind}-of-mia`,
  state,
  own: state !== 'vouched',
  used: ['critical'],
});
const mine = (change: object = {}) => ({
  person: 'mia',
  name: 'Mia',
  now: [],
  next: [],
  contacts: [contact('slack', 'slack', 'vouched'), contact('call', 'call', 'asked')],
  rules: { critical: [{ contact: 'slack' }, { contact: 'call', after: '5m' }] },
  ownRules: false,
  timeZone: 'UTC',
  quietHours: { spans: [{ from: '22:00', to: '07:00' }], timeZone: 'UTC' },
  mostPerMinute: 10,
  calendar: 'https://tocsin.example.org/calendar/mia.ics',
  version: 0,
  ...change,
});

test('my page says how I am told in words, and takes the code that came', async () => {
  const service = new FakeService().install();
  service.answers.set('GET /me/on-call', mine()).set('POST /me/contacts/call/prove', {
    status: 409,
    body: { type: 'about:blank', title: 'No', status: 409, detail: 'This is not the code that was sent.' },
  });
  const { user } = renderApp('/me');
  expect(await screen.findByText('Slack now, call after 5 min')).toBeVisible();
  expect(screen.getByText(/22:00 to 07:00, UTC/)).toBeVisible();
  expect(screen.getByText(/1 of 2 contacts reaches you/)).toBeVisible();
  await user.type(screen.getByLabelText('The code that came to call'), '123');
  await user.click(screen.getByRole('button', { name: 'Prove it' }));
  expect(await screen.findByText('This is not the code that was sent.')).toBeVisible();
  service.answers.set('POST /me/contacts/call/prove', mine());
  await user.click(screen.getByRole('button', { name: 'Prove it' }));
  expect(await screen.findByText('It is yours: pages can come this way now.')).toBeVisible();
});

test('how I am told is changed severity by severity', async () => {
  const service = new FakeService().install();
  service.answers.set('GET /me/on-call', mine()).set('PUT /me/rules', mine({ ownRules: true, version: 1 }));
  const { user } = renderApp('/me');
  await user.click(await screen.findByRole('button', { name: 'Change' }));
  const dialog = await screen.findByRole('dialog');
  const after = within(dialog).getByLabelText('Critical, message 2: after');
  await user.clear(after);
  await user.type(after, '10m');
  await user.click(within(dialog).getByRole('button', { name: 'Keep it' }));
  expect(await screen.findByText('You are told this way from the next page on.')).toBeVisible();
  expect(service.posted.at(-1)).toMatchObject({
    rules: { critical: [{ contact: 'slack' }, { contact: 'call', after: '10m' }] },
    version: 0,
  });
});

test('whom on call does not know is told what to do', async () => {
  const service = new FakeService().install();
  const { person: _, calendar: __, ...nobody } = mine({ hint: 'Set "mia" as the login of yours.' });
  service.answers.set('GET /me/on-call', nobody);
  renderApp('/me');
  expect(await screen.findByText(/Set "mia" as the login of yours/)).toBeVisible();
});
