import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeService } from '../test/fakeService';
import { alert, detail, incident, minutesAgo } from '../test/fixtures';
import { renderApp } from '../test/renderApp';

test('an incident says what it is, who has it and what happens next, with the graph and the timeline', async () => {
  const service = new FakeService().install();
  service.alerts = [alert()];
  service.detail = { timeline: detail().timeline };
  renderApp('/incidents/INC-4');
  expect(await screen.findByRole('heading', { level: 1, name: '8.4 % of requests to api fail' })).toBeVisible();
  expect(screen.getByText('nobody has it')).toBeVisible();
  expect(screen.getByText('Slack is told again at 03:22')).toBeVisible();
  expect(screen.getByText('it fires now')).toBeVisible();
  expect(await screen.findByRole('img', { name: /^HighErrorRate/ })).toBeVisible();
  const timeline = screen.getByRole('region', { name: 'Timeline' });
  expect(within(timeline).getByText('Not sent to email')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Acknowledge' })).toBeVisible();
});

test('the ladder says who was told, who is next and when, and Why? answers in a sentence each', async () => {
  const service = new FakeService().install();
  service.detail = {
    nextDoes: 'pages Mia',
    nextAt: minutesAgo(-4.2),
    ladder: {
      policy: { id: 'payments', name: 'Payments critical' },
      status: 'running',
      startedAt: minutesAgo(12),
      repeats: 'then all of it once more',
      steps: [
        {
          step: 0,
          level: 1,
          state: 'told',
          at: minutesAgo(11),
          words: 'acknowledged 03:07',
          targets: [{ kind: 'person', id: 'jonas', name: 'Jonas', note: 'on call' }],
        },
        {
          step: 1,
          level: 2,
          state: 'current',
          at: minutesAgo(-4.2),
          targets: [{ kind: 'person', id: 'mia', name: 'Mia' }],
        },
        { step: 2, state: 'to-come', targets: [{ kind: 'team', id: 'payments', name: 'Everyone in Payments' }] },
      ],
    },
    calls: [
      {
        id: 'PG-1',
        target: { kind: 'person', id: 'jonas', name: 'Jonas' },
        why: 'policy-step',
        explanation: 'A step of the escalation policy tells them now.',
        at: minutesAgo(11),
        contacts: [
          {
            integration: '@jonas/slack',
            channel: 'Slack',
            status: 'delivered',
            attempts: 1,
            deliveredAt: minutesAgo(11),
          },
          {
            integration: '@jonas/phone',
            channel: 'call',
            status: 'stopped',
            attempts: 0,
            explanation: 'They have answered.',
          },
        ],
      },
    ],
    why: [
      {
        question: 'Why Mia was not paged',
        sentence: 'Mia is step 2. It starts at 03:22.',
        reason: 'not-reached',
        negative: true,
        at: minutesAgo(1),
      },
    ],
  };
  renderApp('/incidents/INC-4');
  const ladder = await screen.findByRole('region', { name: 'Escalation' });
  expect(within(ladder).getByText('policy Payments critical')).toBeVisible();
  expect(within(ladder).getByText('acknowledged 03:07')).toBeVisible();
  expect(within(ladder).getByText(/^in 4:1/)).toBeVisible();
  expect(within(ladder).getByText('last resort')).toBeVisible();
  expect(within(ladder).getByText('call: They have answered.')).toBeInTheDocument();
  expect(screen.getByText(/^pages Mia in/)).toHaveTextContent(/pages Mia in 4:1\d/);
  expect(screen.getByText('Mia is step 2. It starts at 03:22.')).toBeVisible();
});

test('an incident outlives what is remembered of its alerts', async () => {
  const service = new FakeService().install();
  service.incidents = [incident({ status: 'resolved', firing: 0, resolvedAt: minutesAgo(1), next: 'resolved' })];
  renderApp('/incidents/INC-4');
  expect(await screen.findByText('Its alerts are no longer kept')).toBeVisible();
  expect(screen.getByText('it has ended')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Acknowledge' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Reopen' })).toBeVisible();
});

test('it is snoozed, and woken again by Undo', async () => {
  const service = new FakeService().install();
  renderApp('/incidents/INC-4');
  await userEvent.click(await screen.findByRole('button', { name: 'Snooze' }));
  await userEvent.click(screen.getByRole('radio', { name: '4 h' }));
  await userEvent.click(screen.getByRole('button', { name: /^Snooze until/ }));
  expect(await screen.findByText(/INC-4 is put off: nobody is paged/)).toBeVisible();
  expect(service.asked).toContain('POST /incidents/INC-4/snooze');
  await userEvent.click(screen.getByRole('button', { name: /^Undo/ }));
  expect(await screen.findByText(/INC-4 is back/)).toBeVisible();
});

test('who may only look sees no button, and is told who may', async () => {
  const service = new FakeService().install();
  service.role = 'viewer';
  renderApp('/incidents/INC-4');
  expect(await screen.findByText('You can look; operators can act')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Acknowledge' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'More' })).toBeNull();
});

const inbox = [
  incident(),
  incident({ id: 'INC-5', title: 'Refunds time out', severity: 'high', service: 'payments', alerts: ['f5'] }),
  incident({
    id: 'INC-6',
    title: 'Search is behind',
    severity: 'low',
    service: 'search',
    assignee: 'Ana',
    status: 'acknowledged',
    alerts: ['f6'],
  }),
];

test('the inbox is worked through with the keyboard: two are ticked and taken at once', async () => {
  const service = new FakeService().install();
  service.incidents = inbox;
  renderApp('/incidents');
  expect(await screen.findByText('3 open, 2 need someone. Worst first, unowned before owned.')).toBeVisible();
  await userEvent.keyboard('jxjx');
  const bar = screen.getByRole('toolbar', { name: 'With 2 incidents' });
  await userEvent.click(within(bar).getByRole('button', { name: 'Acknowledge 2' }));
  expect(await screen.findByText('You have 2 incidents.')).toBeVisible();
  expect(service.posted.at(-1)).toEqual({ command: 'acknowledge', incidents: ['INC-4', 'INC-5'] });
  expect(screen.queryByRole('toolbar')).toBeNull();
});

test('filters stand in the address, and none matching says how many there are without them', async () => {
  const service = new FakeService().install();
  service.incidents = inbox;
  renderApp('/incidents?service=search&q=refunds');
  expect(await screen.findByText('None match')).toBeVisible();
  expect(screen.getByText(/3 are open without the filters/)).toBeVisible();
  await userEvent.clear(screen.getByRole('textbox', { name: /^Find incidents/ }));
  expect(await screen.findByText('Search is behind')).toBeVisible();
  expect(screen.queryByText('Refunds time out')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Any service' }));
  expect(await screen.findByText('Refunds time out')).toBeVisible();
});

test('an incident is declared by hand', async () => {
  const service = new FakeService().install();
  renderApp('/incidents');
  await userEvent.click(await screen.findByRole('button', { name: 'Declare incident' }));
  const declare = screen.getByRole('button', { name: 'Declare it' });
  expect(declare).toBeDisabled();
  await userEvent.click(screen.getByRole('textbox', { name: 'What is wrong' }));
  await userEvent.paste('The office has no power');
  await userEvent.click(screen.getByRole('radio', { name: 'Critical' }));
  await userEvent.click(declare);
  expect(service.posted.at(-1)).toEqual({ title: 'The office has no power', severity: 'critical' });
});

test('what speaks for a cause and what changed before it stand with their distance, as evidence', async () => {
  const service = new FakeService();
  const at = minutesAgo(14);
  service.detail = {
    service: 'api',
    impact: 'worker depends on it.',
    changes: service.night.changes.slice(0, 1),
    causes: [
      {
        service: 'postgres',
        score: 1,
        sentence: 'postgres is at 98 % of its connections',
        evidence: [{ kind: 'indicator', at, text: 'connections 98 %, limit 80 %', distance: '2 min before it began' }],
      },
    ],
  };
  service.install();
  renderApp('/incidents/INC-4');
  expect(await screen.findByRole('link', { name: 'postgres is at 98 % of its connections' })).toBeVisible();
  expect(screen.getByText('2 min before it began')).toBeVisible();
  expect(screen.getByText('worker depends on it.')).toBeVisible();
  expect(screen.getByRole('link', { name: 'api 2.41.0 deployed' })).toBeVisible();
  expect(screen.getByRole('link', { name: 'Map' })).toBeVisible();
});
