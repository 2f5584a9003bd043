import { expect, test } from '@jest/globals';
import { createIncidentWords } from '#engine/incident-words/incident-words';
import { createLedgerIndex } from '#engine/ledger-index';
import { act, incident } from '../../kit/incidents.ts';
import { onCall, person, policy, rules } from '../../kit/people.ts';
import { startWorld, type World } from '../../kit/world.ts';

const options = {
  onCall: onCall(
    'p',
    person('mia', ['slack', 'call'], { rules: { critical: rules('slack', 'call 5') } }),
    person('jonas', ['slack']),
    person('lena', []),
    policy('p', [['person mia'], ['person jonas', 'person lena']], { step: { waitMs: 15 * 60_000 } }),
  ),
};

async function told(world: World) {
  const ledger = await createLedgerIndex(world.store, 'default', world.engine);
  const { engine, clock } = world;
  return createIncidentWords({ engine, clock, ledger, timeZone: 'UTC' });
}

test('what happens next: the next message, the next step, who has it, when it wakes, what ended it', async () => {
  const world = await startWorld(options);
  const words = await told(world);
  const next = () => words.next(incident(world, 'INC-1'));
  await world.post({ instance: 'a' }, { inSeconds: 100_000 });
  await world.at(10);
  expect(next()).toBe('pages Mia by phone call at 08:05 UTC');
  await world.at(6 * 60);
  expect(next()).toBe('pages Jonas and Lena at 08:15 UTC');
  await act(world, 'INC-1', { command: 'acknowledge', by: 'Mia', person: 'mia' });
  expect(next()).toBe('stopped: Mia has it');
  await act(world, 'INC-1', { command: 'acknowledge', by: 'Mia', person: 'mia', forMs: 3_600_000 });
  expect(next()).toBe('stopped: Mia has it until 09:06 UTC');
  await act(world, 'INC-1', { command: 'snooze', until: world.clock.now() + 7_200_000 });
  expect(next()).toBe('wakes at 10:06 UTC');
  await act(world, 'INC-1', { command: 'hand-back' });
  await world.at(60 * 60);
  expect(next()).toBe('nobody has answered: the last resort was told at 08:36 UTC');
  await act(world, 'INC-1', { command: 'resolve', by: 'Jonas' });
  expect(next()).toBe('nothing: Jonas ended it');
  await world.stop();
});

test('why these people, why not those: one sentence each, from the ledger', async () => {
  const world = await startWorld(options);
  const words = await told(world);
  await world.post({ instance: 'a' }, { inSeconds: 100_000 });
  await world.at(16 * 60);
  const sentences = await words.whySentences(incident(world, 'INC-1'));
  expect(sentences.map(({ question, sentence }) => `${question}: ${sentence}`)).toEqual([
    'Why Mia was paged: A step of the policy tells them, level 1: 08:00 UTC.',
    'Why Jonas was paged: A step of the policy tells them, level 1: 08:15 UTC.',
    'Why Lena was not paged: They have no contact method that is verified.',
  ]);
  expect(await words.why('INC-1')).toContain('Why Lena was not paged');
  expect(await words.why('INC-9')).toBe('There is no incident INC-9.');
  await world.stop();
});

test('what happened, in words, for a thread: calls, what people did, and from where', async () => {
  const world = await startWorld(options);
  const words = await told(world);
  await world.post({ instance: 'a' }, { inSeconds: 100_000 });
  await world.at(60);
  await act(world, 'INC-1', {
    command: 'acknowledge',
    by: 'Mia',
    person: 'mia',
    via: 'slack',
    comment: 'on it',
  });
  const { happened = [], assignee, next } = await words.facts(incident(world, 'INC-1'));
  expect(happened.map(({ text }) => text)).toEqual([
    'Mia is paged (level 1)',
    'Mia acknowledged INC-1 (“on it”, from Slack)',
  ]);
  expect({ assignee, next }).toEqual({ assignee: 'Mia', next: 'stopped: Mia has it' });
  await world.stop();
});
