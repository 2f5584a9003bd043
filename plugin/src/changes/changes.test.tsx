import { screen, within } from '@testing-library/react';
import { FakeService } from '../test/fakeService';
import { renderApp } from '../test/renderApp';

test('changes stand with their time, their distance and who made them, and lead to their services', async () => {
  new FakeService().install();
  const { user, address } = renderApp('/changes');
  const row = (await screen.findByText('api 2.41.0 deployed')).closest('li');
  expect(row).toHaveTextContent(/2 min before api began to fail.*Lena/);
  expect(within(row!).getByRole('link', { name: 'api' })).toHaveAttribute('href', '/a/tocsin-tocsin-app/services/api');
  expect(screen.getByRole('link', { name: 'api 2.41.0 deployed' })).toHaveAttribute('rel', 'noreferrer');
  await user.type(screen.getByPlaceholderText(/Of a service/), 'nothing');
  expect(await screen.findByText('Nothing is known to have changed at nothing')).toBeVisible();
  expect(address()).toBe('/changes?service=nothing');
});
