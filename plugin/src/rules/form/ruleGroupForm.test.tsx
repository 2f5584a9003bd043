import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { KeptRuleGroup } from '@tocsin/api';
import { FakeService } from '../../test/fakeService';
import { checked, keptGroup, minutesAgo } from '../../test/fixtures';
import { renderApp } from '../../test/renderApp';

// Whole journeys through a large form, on machines that are busy with much else.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 15_000 });

function start(path: string, change: Partial<FakeService> = {}) {
  const service = Object.assign(new FakeService(), change).install();
  return { service, ...renderApp(path) };
}

const fill = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
const field = (name: string) => screen.findByLabelText(name);
afterEach(() => sessionStorage.clear());

const edit = '/rules/made/checkout/edit';

test('a group is written field by field, seen before it is made, and can be taken back', async () => {
  const { service, user, address } = start('/rules/new');
  fill(await field('Name of the group'), 'checkout');
  fill(screen.getByLabelText('Name of the alert'), 'CheckoutSlow');
  fill(screen.getByLabelText('Expression'), 'latency > 1');
  fill(screen.getByLabelText('Fires after'), '5m');
  fill(screen.getByLabelText('Value of severity'), 'high');
  expect(await screen.findByText(/would be pending, and fire after 5m if it goes on/)).toBeVisible();
  expect(screen.getByText(/Checkouts take 1\.9 s/)).toBeVisible();
  expect(await screen.findByRole('img', { name: 'CheckoutSlow over time, limit 1' })).toBeVisible();
  fill(screen.getByLabelText('Why'), 'The shop asked');
  await user.click(screen.getByRole('button', { name: 'Make the group: 1 rule' }));
  await waitFor(() => expect(address()).toMatch(/^\/rules\/made\/[0-9a-f]{24}$/));
  expect(service.posted).toMatchObject([
    {
      comment: 'The shop asked',
      group: {
        name: 'checkout',
        rules: [{ alert: 'CheckoutSlow', expr: 'latency > 1', for: '5m', labels: { severity: 'high' } }],
      },
    },
  ]);
  expect(await screen.findByText('checkout stands: 1 rule.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: /^Undo/ }));
  expect(await screen.findByText('The group is deleted again.')).toBeVisible();
});

test('nothing is wrong with a form that nobody has written in; then each fault stands at its field', async () => {
  const errors = [
    { path: ['group', 'name'], message: 'this group has no name: give it one' },
    { path: ['group', 'rules', 0, 'expr'], message: 'parse error: unclosed left parenthesis', offset: 3 },
  ];
  const { service, user } = start('/rules/new', { check: checked({ errors, rules: [] }) });
  const expression = await field('Expression');
  await waitFor(() => expect(service.asked).toContain('POST /rule-groups/check'));
  expect(screen.queryByText(/This group has no name/)).toBeNull();
  fill(expression, 'sum(x');
  expect(await screen.findByText(/Parse error: unclosed left parenthesis/)).toBeVisible();
  expect(expression).toBeInvalid();
  await user.click(screen.getByRole('button', { name: 'Show where' }));
  expect(expression).toHaveFocus();
  await user.click(screen.getByLabelText('Name of the group'));
  await user.tab();
  expect(await screen.findByText(/This group has no name/)).toBeVisible();
  expect(screen.getByText('2 things are to be filled in or mended first.')).toBeVisible();
});

test('what the service refuses stands at its field, until it is mended', async () => {
  const body = {
    ...{ type: 'about:blank', title: 'The name is taken', status: 409, detail: 'Another has this name.' },
    errors: [{ path: ['group', 'name'], message: 'choose another name' }],
  };
  const { user } = start(edit, { keptGroups: [keptGroup()], ruleRefusal: { status: 409, body } });
  fill(await field('Name of the group'), 'orders');
  await user.click(screen.getByRole('button', { name: 'Save as version 5' }));
  expect(await screen.findByText('Choose another name.')).toBeVisible();
  expect(screen.getByRole('alert')).toHaveTextContent('Another has this name.');
  fill(screen.getByLabelText('Name of the group'), 'orders2');
  expect(screen.queryByText('Choose another name.')).toBeNull();
});

test('who changed it meanwhile is said, what was written stays, and theirs can be looked at or replaced', async () => {
  const theirs: KeptRuleGroup = keptGroup({ version: 5, changedBy: 'Tom', changedAt: minutesAgo(1) });
  const { service, user } = start(edit, { keptGroups: [keptGroup()] });
  fill(await field('Expression'), 'latency > 2');
  service.keptGroups = [theirs];
  service.versions = [
    {
      version: 5,
      change: 'changed',
      at: minutesAgo(1),
      by: 'Tom',
      differences: [{ rule: 'CheckoutSlow', field: 'for', before: '5m', after: '10m' }],
    },
  ];
  service.ruleRefusal = {
    status: 409,
    body: {
      ...{ type: 'about:blank', title: 'Changed meanwhile', status: 409, detail: 'Tom made version 5.' },
      errors: [{ path: ['version'], message: 'Tom made version 5.' }],
    },
  };
  await user.click(screen.getByRole('button', { name: 'Save as version 5' }));
  const told = await screen.findByRole('alert');
  expect(told).toHaveTextContent('Tom made version 5 of it 1 min ago. What you wrote is still here.');
  expect(screen.getByLabelText('Expression')).toHaveValue('latency > 2');
  await user.click(within(told).getByRole('button', { name: 'What changed' }));
  expect(await within(told).findByText('CheckoutSlow: for')).toBeVisible();
  service.ruleRefusal = undefined;
  await user.click(within(told).getByRole('button', { name: /Go on with mine/ }));
  await user.click(await screen.findByRole('button', { name: 'Save as version 6' }));
  await waitFor(() =>
    expect(service.posted.at(-1)).toMatchObject({ version: 5, group: { rules: [{ expr: 'latency > 2' }] } })
  );
});

test('rules are added, moved, copied and removed; the other kind asks for other fields', async () => {
  const { service, user } = start(edit, { keptGroups: [keptGroup()] });
  await field('Name of the alert');
  await user.click(screen.getByRole('button', { name: 'Add rule' }));
  await user.click(screen.getByRole('radio', { name: 'Recording' }));
  expect(screen.queryByLabelText('Fires after')).toBeNull();
  fill(screen.getByLabelText('Name of the series'), 'job:latency');
  fill(screen.getByLabelText('Expression'), 'avg(latency)');
  await user.click(screen.getByRole('button', { name: 'Evaluate job:latency earlier' }));
  await user.click(screen.getByRole('button', { name: 'Copy job:latency' }));
  await user.click(screen.getByRole('button', { name: 'Remove job:latencyCopy' }));
  await user.click(screen.getByRole('button', { name: 'Save as version 5' }));
  await waitFor(() =>
    expect(service.posted).toMatchObject([
      { group: { rules: [{ record: 'job:latency', expr: 'avg(latency)' }, { alert: 'CheckoutSlow' }] } },
    ])
  );
});

test('who may only look sees what it would do, and no button that saves', async () => {
  start(edit, { keptGroups: [keptGroup()], role: 'viewer' });
  expect(await screen.findByText('You can see what it would do; operators can save it.')).toBeVisible();
  await field('Expression');
  expect(screen.queryByRole('button', { name: /^Save/ })).toBeNull();
});

test('the page of a group has its history; an older version is put in force again, and taken back', async () => {
  const old = { ...keptGroup().group, interval: '1m' };
  const { service, user } = start('/rules/made/checkout', {
    keptGroups: [keptGroup({ version: 2 })],
    versions: [
      {
        version: 2,
        change: 'changed',
        at: minutesAgo(12),
        by: 'Ann',
        comment: 'too slow',
        group: keptGroup().group,
        differences: [{ field: 'interval', before: '1m', after: '30s' }],
      },
      { version: 1, change: 'made', at: minutesAgo(600), by: 'Ann', group: old, differences: [] },
    ],
  });
  const history = within(await screen.findByRole('region', { name: 'History' }));
  expect(history.getByText(/too slow/)).toBeVisible();
  expect(history.getByText('30s')).toBeVisible();
  expect(history.queryByRole('button', { name: 'Restore version 2' })).toBeNull();
  await user.click(history.getByRole('button', { name: 'Restore version 1' }));
  expect(await screen.findByText('Version 1 is in force again, as version 3.')).toBeVisible();
  expect(service.posted).toMatchObject([{ version: 2, restore: 1 }]);
  await user.click(await screen.findByRole('button', { name: 'Delete' }));
  await user.click(await screen.findByRole('button', { name: 'Delete it' }));
  expect(await screen.findByText('checkout is deleted: its alerts end, its history stays.')).toBeVisible();
  expect(await screen.findByRole('heading', { level: 1, name: 'checkout is deleted' })).toBeVisible();
});

test('who leaves the form and comes back finds what was written, of the version that it was to change', async () => {
  const { service, unmount } = start(edit, { keptGroups: [keptGroup()] });
  fill(await field('Expression'), 'latency > 2');
  unmount();
  service.keptGroups = [keptGroup({ version: 5, changedBy: 'Tom' })];
  const { user } = renderApp(edit);
  expect(await field('Expression')).toHaveValue('latency > 2');
  expect(screen.getByText('What you wrote here before is back; it is not saved yet.')).toBeVisible();
  expect(screen.getByRole('alert')).toHaveTextContent('Tom made version 5');
  await user.click(screen.getByRole('button', { name: 'Take theirs, drop mine' }));
  expect(screen.queryByText(/is back; it is not saved/)).toBeNull();
  await user.click(screen.getByRole('button', { name: /^CheckoutSlow/ }));
  expect(screen.getByLabelText('Expression')).toHaveValue('latency > 1');
  expect(sessionStorage).toHaveLength(0);
});
