import { screen, waitFor, within } from '@testing-library/react';
import type { DependencyEdge, DependencyNode } from '@tocsin/api';
import { FakeService } from '../test/fakeService';
import { renderApp } from '../test/renderApp';
import { fold, found, READABLE } from './fold';
import { place } from './layout';

const node = (name: string, more: Partial<DependencyNode> = {}): DependencyNode => ({
  name,
  kind: 'service',
  state: 'healthy',
  word: 'healthy',
  incidents: 0,
  group: `team ${Number(name.replace(/\D/g, '')) % 4}`,
  ...more,
});
const edge = (from: string, to: string, more: Partial<DependencyEdge> = {}): DependencyEdge => ({
  from,
  to,
  declared: true,
  ...more,
});
const many = Array.from({ length: 200 }, (_, at) => node(`s${at}`));
const chain = many.slice(1).map(({ name }, at) => edge(`s${at}`, name));
const none = { unfolded: new Set<string>(), wanted: new Set<string>() };

test('of 200 services what is not healthy or was searched stands alone, and the rest folds by its group', () => {
  const nodes = many.map((each) => (each.name === 's7' ? { ...each, state: 'failing' as const } : each));
  const shown = fold(nodes, chain, { ...none, wanted: new Set(['s9']) });
  expect(shown.boxes.filter((box) => box.node).map(({ id }) => id)).toEqual(['s7', 's9']);
  const folded = shown.boxes.flatMap((box) => box.folded ?? []);
  expect(folded).toHaveLength(198);
  expect(shown.boxes).toHaveLength(6);
  expect(fold(nodes, chain, { ...none, unfolded: new Set(['team 1']) }).boxes.filter((box) => box.node)).toHaveLength(
    51
  );
});

test('few services are never folded, and a connection to what is not shown is left out', () => {
  const nodes = many.slice(0, READABLE);
  const shown = fold(nodes, [edge('s0', 's1'), edge('s1', 'elsewhere')], none);
  expect(shown.boxes).toHaveLength(READABLE);
  expect(shown.lines).toHaveLength(1);
});

test('no two boxes overlap, in circles neither, and the same is always placed alike', () => {
  const nodes = many.slice(0, 30);
  const edges = [...chain.slice(0, 29), edge('s29', 's0'), edge('s3', 's3')];
  const placed = place(fold(nodes, edges, none));
  for (const a of placed.boxes) {
    for (const b of placed.boxes) {
      expect(a === b || Math.abs(a.x - b.x) >= 176 || Math.abs(a.y - b.y) >= 44).toBe(true);
    }
  }
  expect(place(fold(nodes, edges, none))).toEqual(placed);
});

test('a search finds any part of a name', () => {
  expect(found(many, 'S19').map(({ name }) => name)).toContain('s190');
  expect(found(many, ' ')).toEqual([]);
});

function start(path = '/dependencies') {
  const service = new FakeService().install();
  return { service, ...renderApp(path) };
}

test('the page says in a sentence what is not well, draws it, and lists each connection with its numbers', async () => {
  start();
  expect(
    await screen.findByRole('heading', { level: 1, name: 'api is failing; postgres and orchestrator are degraded.' })
  ).toBeVisible();
  const map = screen.getByRole('region', { name: 'Map of dependencies' });
  expect(within(map).getByRole('button', { name: 'api: failing, 1 incident' })).toBeVisible();
  expect(within(map).getByText('82/s · 9 % · 710 ms')).toBeVisible();
  const rows = within(screen.getByRole('table', { name: 'Connections' })).getAllByRole('row');
  expect(rows[1]).toHaveTextContent(/api.*postgres.*failing.*82.*9 %.*710 ms.*declared/);
  expect(screen.getByText(/In a circle: catalog → search → catalog/)).toBeVisible();
});

test('a service opens its neighbours, what is hit if it fails, and evidence that is no verdict', async () => {
  const { user, address } = start();
  await user.click(await screen.findByRole('button', { name: /^api: failing/ }));
  await waitFor(() => expect(address()).toBe('/dependencies?around=api&depth=1'));
  expect(await screen.findByText('If api fails, github are hit.')).toBeVisible();
  expect(screen.getByText('postgres is at 98 % of its connections')).toBeVisible();
  expect(screen.getAllByText('2 min before api began to fail')[0]).toBeVisible();
  await waitFor(() => expect(screen.queryByRole('button', { name: /^recommender/ })).toBeNull());
  await user.click(screen.getByRole('button', { name: 'Show all' }));
  expect(await screen.findByRole('button', { name: /^recommender/ })).toBeVisible();
});

test('a service that is not known is said to be not known', async () => {
  start('/dependencies?around=gone');
  expect(await screen.findByText('There is no service gone')).toBeVisible();
});
