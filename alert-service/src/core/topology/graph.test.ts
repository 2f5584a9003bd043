import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cyclesOf, graphOf, hitBy, walk } from './graph.ts';

const edges = (...written: readonly string[]) =>
  written.map((each) => {
    const [from = '', to = ''] = each.split('>');
    return { from, to };
  });

const shop = graphOf(edges('checkout>payments', 'search>payments', 'payments>postgres', 'worker>redis'));

test('what is hit by a failure is told nearest first, with the way it takes', () => {
  expect(hitBy(shop, 'postgres')).toEqual([
    { name: 'payments', distance: 1, via: [] },
    { name: 'checkout', distance: 2, via: ['payments'] },
    { name: 'search', distance: 2, via: ['payments'] },
  ]);
  expect(hitBy(shop, 'checkout')).toEqual([]);
  expect(hitBy(shop, 'nobody knows it')).toEqual([]);
});

test('a walk goes no further than it is told', () => {
  const down = (hops: number) =>
    walk('checkout', (each) => shop.dependsOn(each), hops).map(({ name }) => name);
  expect(down(1)).toEqual(['payments']);
  expect(down(2)).toEqual(['payments', 'postgres']);
  expect(down(0)).toEqual([]);
});

test('circles are found and told, and nobody walks around in them', () => {
  const round = graphOf(edges('a>b', 'b>c', 'c>a', 'c>d', 'd>e', 'e>d', 'x>a', 'y>y'));
  expect(cyclesOf(round)).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e'],
  ]);
  expect(hitBy(round, 'a').map(({ name, distance }) => `${name} ${distance}`)).toEqual(['c 1', 'x 1', 'b 2']);
  expect(cyclesOf(shop)).toEqual([]);
});

test('whatever the edges are: who is in a circle reaches itself, and nobody else does', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  fc.assert(
    fc.property(fc.array(fc.record({ from: name, to: name }), { maxLength: 12 }), (all) => {
      const graph = graphOf(all);
      const inCircle = new Set(cyclesOf(graph).flat());
      for (const each of graph.services()) {
        const reached = graph
          .dependsOn(each)
          .flatMap((next) => [next, ...walk(next, (one) => graph.dependsOn(one)).map((one) => one.name)]);
        expect([each, reached.includes(each)]).toEqual([each, inCircle.has(each)]);
      }
    }),
    { numRuns: 200 },
  );
});

test('five thousand services, in one long circle and each with ten more edges, take no time', () => {
  const names = Array.from({ length: 5_000 }, (_, index) => `s${index}`);
  const all = names.flatMap((from, index) =>
    Array.from({ length: 11 }, (_, step) => ({ from, to: names[(index + 1 + step * 37) % 5_000] ?? '' })),
  );
  const before = process.cpuUsage();
  const graph = graphOf(all);
  expect(cyclesOf(graph).map(({ length }) => length)).toEqual([5_000]);
  expect(hitBy(graph, 's0')).toHaveLength(4_999);
  const chain = graphOf(names.slice(1).map((to, index) => ({ from: names[index] ?? '', to })));
  expect(cyclesOf(chain)).toEqual([]);
  expect(hitBy(chain, 's4999').at(-1)).toMatchObject({ name: 's0', distance: 4_999 });
  const { user } = process.cpuUsage(before);
  expect(user / 1_000).toBeLessThan(3_000);
});
