import { describe, expect, test } from '@jest/globals';
import type { Hours } from '#core/on-call/hours';
import { contactsTold, onCall, pagesSent, person, policy, rules } from '../../kit/people.ts';
import { startWorld, type World } from '../../kit/world.ts';

/** The world begins on Fri 15 Jan 2027, 08:00 UTC: these hours last until 09:00. */
const quietHours: Hours = { timeZone: 'UTC', spans: [{ fromMinute: 22 * 60, toMinute: 9 * 60 }] };
const endOfThem = 3_600;
const order = { high: rules('slack', 'call 5'), critical: rules('slack', 'call 5') };
const mia = person('mia', ['slack', 'call'], { rules: order, quietHours });
const jonas = person('jonas', ['slack']);

async function begin(severity: string, ...people: Parameters<typeof onCall>[1][]): Promise<World> {
  const world = await startWorld({
    onCall: onCall(
      'p',
      ...people,
      policy('p', [['person mia']], { lastResort: [{ kind: 'person', id: 'jonas' }] }),
    ),
  });
  await world.post({ instance: 'a', severity }, { inSeconds: 20_000 });
  return world;
}

describe('in the quiet hours of whoever is on call', () => {
  test('what is not critical looks for somebody who is awake, and their page waits until the hours are over', async () => {
    const world = await begin('high', mia, jonas);
    await world.at(endOfThem + 600);
    expect(pagesSent(world)).toEqual([
      '3 @jonas/slack',
      '303 @jonas/slack',
      `${endOfThem} @mia/slack`,
      `${endOfThem + 300} @mia/call`,
    ]);
    expect(await contactsTold(world)).toContain('@mia/slack waits quiet-hours-until');
    await world.stop();
  });

  test('what is critical is told at once', async () => {
    const world = await begin('critical', mia, jonas);
    await world.at(302);
    expect(pagesSent(world)[0]).toBe('3 @mia/slack');
    await world.stop();
  });

  test('what somebody else took in the meantime does not wake them when the hours end', async () => {
    const world = await begin('high', mia, jonas);
    await world.at(60);
    await world.acknowledge('INC-1', 'jonas');
    await world.at(endOfThem + 600);
    expect(pagesSent(world)).toEqual(['3 @jonas/slack']);
    await world.stop();
  });

  test('it gets critical: they are told then', async () => {
    const world = await begin('high', mia, jonas);
    await world.at(120);
    await world.post({ instance: 'b', severity: 'critical' }, { inSeconds: 20_000 });
    await world.at(200);
    expect(pagesSent(world).filter((sent) => sent.includes('@mia'))).toEqual(['123 @mia/slack']);
    await world.stop();
  });

  test('a restart keeps what waits for their end', async () => {
    const before = await begin('high', mia, jonas);
    await before.at(1_000);
    const world = await before.crash();
    await world.at(endOfThem + 1);
    expect(pagesSent(world)).toEqual([`${endOfThem} @mia/slack`]);
    await world.stop();
  });
});

test('a message that would be due in quiet hours waits, where the first was told before them', async () => {
  const from = 8 * 60 + 2;
  const late = { timeZone: 'UTC', spans: [{ fromMinute: from, toMinute: 9 * 60 }] };
  const world = await startWorld({
    onCall: onCall(
      'p',
      person('mia', ['slack', 'call'], { rules: order, quietHours: late }),
      policy('p', [['person mia']], { step: { waitMs: 7_200_000 } }),
    ),
  });
  await world.post({ instance: 'a', severity: 'high' }, { inSeconds: 20_000 });
  await world.at(endOfThem + 600);
  expect(pagesSent(world)).toEqual(['3 @mia/slack', `${endOfThem + 300} @mia/call`]);
  await world.stop();
});
