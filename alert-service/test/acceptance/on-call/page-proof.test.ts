import { describe, expect, test } from '@jest/globals';
import type { ProofInput } from '#core/input';
import type { Answer } from '#core/step';
import { onCall, pagesSent, person, policy } from '../../kit/people.ts';
import { startWorld, type World } from '../../kit/world.ts';

const contact = (address: string) => ({ id: 'phone', kind: 'sms' as const, address });
const mia = (address = '+491') => person('mia', [], { contacts: [contact(address)] });
const ladder = policy('p', [['person mia']]);
const begin = (): Promise<World> => startWorld({ onCall: onCall('p', mia(), ladder) });

type Change =
  { readonly change: 'ask'; readonly code: string } | { readonly change: 'prove'; readonly code: string };
const proof = (world: World, change: Change): Promise<Answer> => {
  const input: ProofInput = { kind: 'proof', owner: 'mia', contact: 'phone', by: 'Mia', ...change };
  return world.engine.submit(input);
};
const verification = (world: World) => world.engine.state().verifications.get('mia/phone');

describe('a contact method', () => {
  test('is proved by the code that was sent to it, and pages go there from then on', async () => {
    const world = await begin();
    let said: string | undefined;
    world.respond = ({ notice }) => {
      said ??= notice.page?.code;
      return { outcome: 'delivered' };
    };
    await proof(world, { change: 'ask', code: '123456' });
    await world.at(1);
    expect([world.take().map(({ to }) => to), said]).toEqual([['@mia/phone'], '123456']);
    expect(await proof(world, { change: 'prove', code: '123456' })).toMatchObject({
      kind: 'proof',
      verification: { verifiedAt: world.clock.now() },
    });
    await world.post({ instance: 'a' }, { inSeconds: 7_200 });
    await world.at(60);
    expect(pagesSent(world).slice(1)).toEqual(['4 @mia/phone']);
    await world.stop();
  });

  test('is not proved by another code; after five wrong ones the right one is void too', async () => {
    const world = await begin();
    await proof(world, { change: 'ask', code: '123456' });
    for (let wrong = 0; wrong < 5; wrong++)
      expect(await proof(world, { change: 'prove', code: '000000' })).toMatchObject({ kind: 'conflict' });
    expect(await proof(world, { change: 'prove', code: '123456' })).toMatchObject({ kind: 'conflict' });
    expect(verification(world)?.verifiedAt).toBeUndefined();
    await world.stop();
  });

  test('is not proved by a code of more than ten minutes ago', async () => {
    const world = await begin();
    await proof(world, { change: 'ask', code: '123456' });
    await world.at(601);
    expect(await proof(world, { change: 'prove', code: '123456' })).toMatchObject({ kind: 'conflict' });
    await world.stop();
  });

  test('of a person cannot be changed again and again to flood others with codes', async () => {
    const kinds = Array.from({ length: 12 }, (_, index) => ({
      ...contact(`+4915${index}`),
      id: `p${index}`,
    }));
    const world = await startWorld({ onCall: onCall('p', person('mia', [], { contacts: kinds }), ladder) });
    const asked: string[] = [];
    for (const { id } of kinds) {
      const input: ProofInput = {
        kind: 'proof',
        owner: 'mia',
        contact: id,
        by: 'Mia',
        change: 'ask',
        code: '1',
      };
      asked.push((await world.engine.submit(input)).kind);
    }
    expect(asked).toEqual([...Array<string>(10).fill('proof'), 'conflict', 'conflict']);
    await world.stop();
  });

  test('is sent three codes an hour, so that nobody is flooded with them; the last one counts', async () => {
    const world = await begin();
    for (const code of ['111111', '222222', '333333'])
      expect(await proof(world, { change: 'ask', code })).toMatchObject({ kind: 'proof' });
    expect(await proof(world, { change: 'ask', code: '444444' })).toMatchObject({ kind: 'conflict' });
    expect(await proof(world, { change: 'prove', code: '111111' })).toMatchObject({ kind: 'conflict' });
    expect(await proof(world, { change: 'prove', code: ' 333333 ' })).toMatchObject({ kind: 'proof' });
    await world.at(3_601);
    expect(await proof(world, { change: 'ask', code: '555555' })).toMatchObject({ kind: 'proof' });
    await world.stop();
  });

  test('with another address is another one: it is to be proved anew', async () => {
    const world = await begin();
    await proof(world, { change: 'ask', code: '123456' });
    await proof(world, { change: 'prove', code: '123456' });
    await world.reload({ hash: 'new number', onCall: onCall('p', mia('+492'), ladder) });
    await world.at(10);
    world.take();
    await world.post({ instance: 'a' }, { inSeconds: 7_200 });
    await world.at(60);
    expect(world.take().flatMap(({ to, page }) => (page ? [to] : []))).toEqual(['team/slack[0]']);
    expect(await proof(world, { change: 'prove', code: '123456' })).toMatchObject({ kind: 'conflict' });
    await world.stop();
  });

  test('stays proved through a restart, and the code never leaves the service but by its message', async () => {
    const before = await begin();
    const asked = await proof(before, { change: 'ask', code: '123456' });
    expect(JSON.stringify(asked)).not.toContain('123456');
    const world = await before.crash();
    expect(await proof(world, { change: 'prove', code: '123456' })).toMatchObject({ kind: 'proof' });
    const again = await world.crash();
    expect(verification(again)?.verifiedAt).toBeDefined();
    await again.stop();
  });

  test('that nobody has, or of nobody, is not found', async () => {
    const world = await begin();
    const ask: ProofInput = {
      kind: 'proof',
      change: 'ask',
      code: '1',
      owner: 'mia',
      contact: 'fax',
      by: 'Mia',
    };
    expect(await world.engine.submit(ask)).toMatchObject({ kind: 'not-found' });
    expect(await world.engine.submit({ ...ask, owner: 'eve' })).toMatchObject({ kind: 'not-found' });
    await world.stop();
  });
});
