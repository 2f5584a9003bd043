import { expect, test } from '@jest/globals';
import { minute, quarters } from '../../kit/escalations.ts';
import { onCall, pagesSent, person, policy } from '../../kit/people.ts';
import { startWorld, type World } from '../../kit/world.ts';

const long = { inSeconds: 24 * 60 * minute };
const mia = person('mia', ['slack']);

async function stepsRun({ store }: World): Promise<(number | undefined)[]> {
  const numbers: (number | undefined)[] = [];
  for await (const { entries } of store.pagesAfter('default', 0))
    for (const entry of entries)
      if (entry.kind === 'escalation' && entry.change === 'stepped') numbers.push(entry.step);
  return numbers;
}

test('each step of a nested policy that is told several times has its own number, in the same process and in the next', async () => {
  const outer = policy('p', [['policy q']], { step: { repeat: 3, waitMs: 15 * 60_000 } });
  const options = { onCall: onCall('p', mia, outer, policy('q', [['person mia']], quarters)) };
  let world = await startWorld(options);
  await world.post({ instance: 'a' }, long);
  await world.at(20 * minute);
  world = await world.crash();
  await world.at(50 * minute);
  expect(await stepsRun(world)).toEqual([0, 1, 2, 3]);
  await world.stop();
});

test('a page that proved a contact leaves its number to no other, in the next process either', async () => {
  const asked = { kind: 'proof', by: 'Mia', owner: 'mia', contact: 'slack' } as const;
  let world = await startWorld({ onCall: onCall('p', mia, policy('p', [['person mia']])) });
  await world.engine.submit({ ...asked, change: 'ask', code: '123456' });
  await world.at(1);
  await world.engine.submit({ ...asked, change: 'prove', code: '123456' });
  const { pageCount } = world.engine.state();
  expect(JSON.stringify([...world.engine.state().pages.values()])).not.toContain('123456');
  world = await world.crash();
  expect(world.engine.state().pageCount).toBe(pageCount);
  await world.post({ instance: 'a' }, long);
  await world.at(10);
  expect([...world.engine.state().pages.values()].at(-1)?.id).toBe('PG-2');
  expect(pagesSent(world)).toHaveLength(1);
  await world.stop();
});
