import { expect, test } from '@jest/globals';
import { dropOldLedger } from '#engine/janitor';
import { aboutGroup, createLedgerIndex } from '#engine/ledger-index';
import { silentLog } from '#lib/log';
import { startWorld } from '../kit/world.ts';

test('what the retention drops is forgotten by the index too, and what is kept is found', async () => {
  const world = await startWorld();
  const ledger = await createLedgerIndex(world.store, 'default', world.engine);
  let forgotten = 0;
  const janitor = {
    engine: world.engine,
    store: world.store,
    tenant: 'default',
    clock: world.clock,
    log: silentLog,
    ledger: {
      forgetBefore: (seq: number) => {
        forgotten = seq;
        ledger.forgetBefore(seq);
      },
    },
    schedule: () => () => undefined,
    timeZone: 'UTC',
    retentionMs: 60_000,
    forgetAfterMs: 60_000,
  };
  await world.post({ instance: 'a' });
  await world.at(30);
  await world.post({ alertname: 'Slow', instance: 'b' });
  await world.at(80);
  await dropOldLedger(janitor);
  const slow = await ledger.pages([aboutGroup('{}:{alertname="Slow"}')], 100);
  expect(slow.length).toBeGreaterThan(0);
  expect(slow[0]?.seq).toBe(forgotten);
  await world.at(500);
  await dropOldLedger({ ...janitor, retentionMs: 0 });
  expect(forgotten).toBe(world.engine.state().seq + 1);
  expect(await ledger.pages([aboutGroup('{}:{alertname="Slow"}')], 100)).toEqual([]);
});

test('the entries of a commit share one row, and nothing is written where nothing was decided', async () => {
  const world = await startWorld();
  await Promise.all([world.post({ instance: 'a' }), world.post({ alertname: 'Slow', instance: 'b' })]);
  const before = (await Array.fromAsync(world.store.pagesAfter('default', 0))).length;
  await world.at(3);
  const pages = (await Array.fromAsync(world.store.pagesAfter('default', 0))).slice(before);
  const flushed = pages.filter(({ entries }) => entries.some((entry) => entry.kind === 'flush'));
  expect(flushed.map(({ entries }) => entries.filter((entry) => entry.kind === 'flush').length)).toEqual([2]);
  await world.at(25);
  const count = (await Array.fromAsync(world.store.pagesAfter('default', 0))).length;
  await world.at(55);
  expect(await Array.fromAsync(world.store.pagesAfter('default', 0))).toHaveLength(count);
});
