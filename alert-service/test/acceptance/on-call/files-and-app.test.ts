import { expect, test } from '@jest/globals';
import { objectIn, type OnCallObject, personIn } from '#core/on-call/directory';
import { startWorld, type World } from '../../kit/world.ts';

const dayMs = 86_400_000;

const person = (id: string, name = id): OnCallObject => ({
  kind: 'person',
  id,
  value: { id, name, contacts: [{ id: 'mail', kind: 'email', address: `${id}@example.org` }], rules: {} },
});
const ofFile = (object: OnCallObject): OnCallObject => ({ ...object, file: 'people.yml' });
const team = (members: readonly string[]): OnCallObject => ({
  kind: 'team',
  id: 'night',
  value: { id: 'night', name: 'Night', members },
});

interface Asked {
  readonly version?: number;
  readonly request?: { readonly key: string; readonly hash: string };
}
const set = (world: World, object: OnCallObject, asked: Asked = {}) =>
  world.engine.submit({ kind: 'on-call', change: 'set', object, by: 'Mia', ...asked });
const remove = (world: World, what: 'person' | 'team', id: string) =>
  world.engine.submit({ kind: 'on-call', change: 'delete', what, id, by: 'Mia' });
const removeByForce = (world: World, id: string) =>
  world.engine.submit({ kind: 'on-call', change: 'delete', what: 'person', id, by: 'Mia', force: true });

const versions = (world: World, key: string) =>
  (world.engine.state().directory.get(key) ?? []).map(({ version, source, by, value }) =>
    [version, source, by, value && 'name' in value ? value.name : '-'].join(' '),
  );

test('what the files say is a version once, changes with them, ends with them, and outlives a crash', async () => {
  const objects = [ofFile(person('mia')), ofFile(person('sam'))];
  const world = await startWorld({ onCall: { objects } });
  expect(versions(world, 'person mia')).toEqual(['1 file people.yml mia']);
  await world.reload();
  expect(versions(world, 'person mia')).toEqual(['1 file people.yml mia']);
  await world.reload({ onCall: { objects: [ofFile(person('mia', 'Mia'))] }, hash: 'next' });
  expect(versions(world, 'person mia')).toEqual(['1 file people.yml mia', '2 file people.yml Mia']);
  expect(versions(world, 'person sam')).toEqual(['1 file people.yml sam', '2 file people.yml -']);
  const again = await world.crash({ onCall: { objects: [ofFile(person('mia', 'Mia'))] }, hash: 'next' });
  expect(versions(again, 'person mia')).toHaveLength(2);
  expect(objectIn(again.engine.state().directory, { kind: 'person', id: 'sam' })).toBeUndefined();
});

test('of the same id in a file and in the app the file wins, and the app cannot change it', async () => {
  const world = await startWorld();
  expect(await set(world, person('mia', 'of the app'), { version: 0 })).toMatchObject({ kind: 'on-call' });
  await world.reload({ onCall: { objects: [ofFile(person('mia', 'of the file'))] }, hash: 'next' });
  expect(objectIn(world.engine.state().directory, { kind: 'person', id: 'mia' })?.name).toBe('of the file');
  expect(await set(world, person('mia', 'mine'))).toEqual({
    kind: 'conflict',
    detail: 'The person "mia" stands in people.yml: change it there, and reload.',
  });
  expect(await removeByForce(world, 'mia')).toMatchObject({ kind: 'conflict' });
});

test('two who change the same version: the second is told who was first', async () => {
  const world = await startWorld();
  await set(world, person('sam'), { version: 0 });
  expect(await set(world, person('sam', 'Sam'), { version: 1 })).toMatchObject({
    kind: 'on-call',
    version: { version: 2 },
  });
  expect(await set(world, person('sam', 'Samuel'), { version: 1 })).toEqual({
    kind: 'conflict',
    because: 'version',
    detail: 'Mia made version 2 of the person "sam" meanwhile: load it, and change that one.',
  });
});

test('the same request under its key is done once, also after a crash', async () => {
  const world = await startWorld();
  const request = { key: 'k', hash: 'h' };
  const first = await set(world, person('sam'), { version: 0, request });
  const again = await world.crash();
  expect(await set(again, person('sam'), { version: 0, request })).toEqual(first);
  expect(await set(again, person('sam'), { version: 0, request: { key: 'k', hash: 'other' } })).toMatchObject(
    {
      kind: 'conflict',
      because: 'request',
    },
  );
  expect(versions(again, 'person sam')).toHaveLength(1);
});

test('who is referred to is deleted only by force, and known for the time before', async () => {
  const world = await startWorld();
  await set(world, person('sam'), { version: 0 });
  await set(world, team(['sam']), { version: 0 });
  const before = world.clock.now();
  expect(await remove(world, 'person', 'sam')).toEqual({
    kind: 'conflict',
    detail:
      'The person "sam" is used by team "night". Take it out there first, or delete it by force: then their last resort takes its place.',
  });
  await world.clock.advance(1_000);
  expect(await removeByForce(world, 'sam')).toMatchObject({ kind: 'on-call' });
  const { directory } = world.engine.state();
  expect(objectIn(directory, { kind: 'person', id: 'sam' })).toBeUndefined();
  expect(objectIn(directory, { kind: 'person', id: 'sam', at: before })?.name).toBe('sam');
  expect(await remove(world, 'person', 'sam')).toMatchObject({ kind: 'not-found' });
});

test('versions that ended more than 400 days ago are forgotten, the one in force never is', async () => {
  const world = await startWorld();
  await set(world, person('sam', 'first'), { version: 0 });
  await set(world, person('sam', 'second'), { version: 1 });
  await set(world, person('gone'), { version: 0 });
  await remove(world, 'person', 'gone');
  world.clock.set(world.clock.now() + 401 * dayMs);
  await set(world, person('new'), { version: 0 });
  expect(versions(world, 'person sam')).toEqual(['2 app Mia second']);
  expect(versions(world, 'person gone')).toEqual([]);
});

test('contacts and rules that a person adds stand beside their entry in a file', async () => {
  const world = await startWorld({ onCall: { objects: [ofFile(person('mia'))] } });
  const added: OnCallObject = {
    kind: 'contact',
    id: 'mia/phone',
    value: { id: 'phone', contactId: 'phone', person: 'mia', kind: 'call', address: '+4915112345678' },
  };
  expect(await set(world, added, { version: 0 })).toMatchObject({ kind: 'on-call' });
  const rules = { critical: [{ contact: 'phone', afterMs: 0 }] };
  await set(world, { kind: 'preferences', id: 'mia', value: { id: 'mia', rules } }, { version: 0 });
  const { directory } = world.engine.state();
  expect(personIn(directory, 'mia')).toMatchObject({ contacts: [{ id: 'mail' }, { id: 'phone' }], rules });
  await world.clock.advance(1_000);
  const chat: OnCallObject = {
    kind: 'contact',
    id: 'mia/chat',
    value: { id: 'chat', contactId: 'chat', person: 'mia', kind: 'slack', address: 'U-MIA' },
  };
  expect(await set(world, chat, { version: 0 })).toMatchObject({ kind: 'on-call' });
  // In the order in which they are tried, where no rule says another: as they were added.
  expect(personIn(directory, 'mia')?.contacts.map(({ id }) => id)).toEqual(['mail', 'phone', 'chat']);
  const nobody: OnCallObject = { ...added, id: 'sam/phone', value: { ...added.value, person: 'sam' } };
  expect(await set(world, nobody, { version: 0 })).toEqual({
    kind: 'unfit',
    detail: 'There is no person "sam".',
  });
});
