import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { PluginType } from '@grafana/data';
import { FakeService } from '../test/fakeService';
import { ConfigurationPage, type ConfigurationProps } from './ConfigurationPage';

function start(jsonData = { apiUrl: 'http://localhost:9093' }) {
  const service = new FakeService().install();
  const props = {
    plugin: { meta: { id: 'tocsin-tocsin-app', type: PluginType.app, enabled: true, pinned: true, jsonData } },
    query: {},
  } as unknown as ConfigurationProps;
  render(<ConfigurationPage {...props} />);
  return { service, user: userEvent.setup() };
}

const test_ = (user: ReturnType<typeof userEvent.setup>) =>
  user.click(screen.getByRole('button', { name: 'Test connection' }));

const problem = (status: number, detail: string) => ({
  status,
  body: { type: 'about:blank', title: 'No', status, detail },
});

test('a connection that works says which version answers, and as whom', async () => {
  const { user } = start();
  await test_(user);
  expect(await screen.findByText('Tocsin 0.1.0 answers as Mia, who may look and act.')).toBeVisible();
});

test('nothing answers: the address, and what to look at', async () => {
  const { user, service } = start();
  service.down = true;
  await test_(user);
  expect(
    await screen.findByText(/^Nothing answers at http:\/\/localhost:9093\. Is the alert service running/)
  ).toBeVisible();
});

test.each([
  [problem(401, 'The token is not known'), /refuses the token: The token is not known\. Enter one that it knows/],
  [problem(404, 'Not here'), /but not Tocsin\. Give the address without a path/],
  [{ status: 200, body: '<html>' }, /answered in a way Tocsin does not/],
])('what is wrong is said in words: %j', async (answer, words) => {
  const { user, service } = start();
  service.version = answer;
  await test_(user);
  expect(await screen.findByText(words)).toBeVisible();
});

test('an address that cannot work is refused before it is saved, and says what to change', async () => {
  const { user, service } = start({ apiUrl: '' });
  await user.type(screen.getByLabelText(/Address of the alert service/), 'localhost:9093');
  expect(screen.getByText(/Begin with http:\/\/ or https:\/\//)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Save and test' })).toBeDisabled();
  expect(service.asked).toEqual([]);
});

test('saving keeps the token out of the page and tests what was saved', async () => {
  const { user, service } = start();
  await user.type(screen.getByLabelText(/Token/), 'secret-token');
  await user.click(screen.getByRole('button', { name: 'Save and test' }));
  expect(await screen.findByText(/^Saved. Tocsin 0.1.0 answers/)).toBeVisible();
  expect(screen.queryByDisplayValue('secret-token')).toBeNull();
  expect(service.asked).toEqual(['POST /api/plugins/tocsin-tocsin-app/settings', 'GET /me']);
});
