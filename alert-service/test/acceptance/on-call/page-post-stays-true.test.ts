import { describe, expect, test } from '@jest/globals';
import type { AttemptResult } from '#core/input';
import { onCall, person, policy } from '../../kit/people.ts';
import { startWorld, type World } from '../../kit/world.ts';

const mia = person('mia', ['slack', 'sms'], {
  rules: {
    critical: [
      { contact: 'slack', afterMs: 0 },
      { contact: 'sms', afterMs: 0 },
    ],
  },
});
const ladder = policy('p', [['person mia']], { step: { waitMs: 3_600_000 } });
const posted: AttemptResult = { outcome: 'delivered', receipt: { channel: 'D1', ts: '1.1' } };

async function begin(): Promise<World> {
  const world = await startWorld({ onCall: onCall('p', mia, ladder) });
  world.respond = ({ integration }) => (integration === '@mia/slack' ? posted : { outcome: 'delivered' });
  await world.post({ instance: 'a' }, { inSeconds: 7_200 });
  await world.at(30);
  return world;
}
const toMia = (world: World): string[] =>
  world.take().flatMap(({ to, why, t }) => (to.startsWith('@mia') ? [`${t} ${to} ${why}`] : []));

describe('what was posted to somebody', () => {
  test('says who has it, and that it is over; an SMS is not sent for either', async () => {
    const world = await begin();
    expect(toMia(world)).toEqual(['3 @mia/slack first', '3 @mia/sms first']);
    await world.acknowledge('INC-1', 'sam');
    await world.at(60);
    expect(toMia(world)).toEqual(['30 @mia/slack incident-acknowledged']);
    await world.post({ instance: 'a' }, { now: true });
    await world.at(120);
    expect(toMia(world).map((sent) => sent.replace(/^\d+ /, ''))).toEqual(['@mia/slack all-resolved']);
    await world.stop();
  });

  test('is updated after it arrives, where the change came while it was on its way', async () => {
    const world = await startWorld({ onCall: onCall('p', mia, ladder) });
    let arrive = (): void => undefined;
    world.respond = ({ integration, notice }) => {
      if (integration !== '@mia/slack') return { outcome: 'delivered' };
      if (notice.why !== 'first') return posted;
      return new Promise<AttemptResult>((resolve) => {
        arrive = () => resolve(posted);
      });
    };
    await world.post({ instance: 'a' }, { inSeconds: 7_200 });
    await world.at(5);
    await world.acknowledge('INC-1', 'sam');
    await world.at(6);
    toMia(world);
    arrive();
    await world.at(10);
    expect(toMia(world).map((sent) => sent.replace(/^\d+ /, ''))).toEqual([
      '@mia/slack incident-acknowledged',
    ]);
    await world.stop();
  });

  test('is tried again where the update fails, and they count as told all the while', async () => {
    const world = await begin();
    let fails = 2;
    world.respond = ({ notice }) =>
      notice.why === 'incident-acknowledged' && fails-- > 0 ? { outcome: 'retry', error: 'busy' } : posted;
    await world.acknowledge('INC-1', 'sam');
    await world.at(90);
    const contacts = world.engine.state().pages.get('PG-1')?.contacts ?? [];
    expect(contacts.map(({ status, nextAttemptAt }) => [status, nextAttemptAt])).toEqual([
      ['delivered', undefined],
      ['delivered', undefined],
    ]);
    expect(fails).toBeLessThan(0);
    await world.stop();
  });

  test('is left alone where it cannot be updated: nobody is told twice for it', async () => {
    const world = await begin();
    world.respond = ({ notice }) =>
      notice.why === 'first' ? posted : { outcome: 'refused', error: 'message_not_found' };
    await world.acknowledge('INC-1', 'sam');
    await world.at(90);
    expect(toMia(world).filter((sent) => sent.includes('acknowledged'))).toHaveLength(1);
    await world.stop();
  });
});
