import { describe, expect, test } from '@jest/globals';
import type { Send } from '#core/turn';
import { contactsTold, onCall, pagesSent, person, policy, rules } from '../../kit/people.ts';
import { startWorld, type World } from '../../kit/world.ts';

const mia = person('mia', ['slack', 'call'], {
  rules: { high: rules('slack'), critical: rules('call') },
  mostPerMinute: 3,
});
const storm = (): Promise<World> =>
  startWorld({ onCall: onCall('p', mia, policy('p', [['person mia']], { step: { waitMs: 3_600_000 } })) });

async function fire(world: World, names: readonly string[], severity = 'high'): Promise<void> {
  await Promise.all(
    names.map((alertname) => world.post({ alertname, instance: alertname, severity }, { inSeconds: 7_200 })),
  );
}

describe('a storm of incidents', () => {
  test('gets as many messages a minute as they want, and then one that lists what has waited', async () => {
    const world = await storm();
    const digests: Send[] = [];
    world.respond = (send) => {
      if (send.notice.digest) digests.push(send);
      return { outcome: 'delivered' };
    };
    await fire(world, ['A', 'B', 'C', 'D', 'E', 'F', 'G']);
    await world.at(300);
    expect(pagesSent(world)).toEqual(['3 @mia/slack', '3 @mia/slack', '3 @mia/slack', '63 @mia/slack']);
    expect(digests.map(({ notice }) => notice.digest?.map(({ incident }) => incident))).toEqual([
      ['INC-4', 'INC-5', 'INC-6', 'INC-7'],
    ]);
    const told = await contactsTold(world);
    expect(told.filter((entry) => entry === '@mia/slack delivered')).toHaveLength(7);
    expect(told.filter((entry) => entry === '@mia/slack waits storm-digest')).toHaveLength(4);
    await world.stop();
  });

  test('hides nothing critical: that goes out at once, however many there were', async () => {
    const world = await storm();
    await fire(world, ['A', 'B', 'C', 'D', 'E']);
    await world.at(10);
    await fire(world, ['X', 'Y'], 'critical');
    await world.at(20);
    expect(pagesSent(world).filter((sent) => sent.includes('call'))).toEqual([
      '13 @mia/call',
      '13 @mia/call',
    ]);
    await world.stop();
  });

  test('is told of later where the digest fails: all of it again', async () => {
    const world = await storm();
    let fails = 1;
    world.respond = ({ notice }) =>
      notice.digest && fails-- > 0 ? { outcome: 'retry', error: 'no line' } : { outcome: 'delivered' };
    await fire(world, ['A', 'B', 'C', 'D', 'E']);
    await world.at(600);
    const pages = [...world.engine.state().pages.values()];
    expect(pages.flatMap(({ contacts }) => contacts.map(({ status }) => status))).toEqual(
      Array.from({ length: 5 }, () => 'delivered'),
    );
    expect(pagesSent(world)).toHaveLength(5);
    await world.stop();
  });

  test('is still one after a reload: what was told before it counts', async () => {
    const world = await storm();
    await fire(world, ['A', 'B', 'C']);
    await world.at(10);
    await world.reload({ hash: 'another' });
    await fire(world, ['D', 'E']);
    await world.at(120);
    expect(pagesSent(world)).toEqual(['3 @mia/slack', '3 @mia/slack', '3 @mia/slack', '63 @mia/slack']);
    await world.stop();
  });

  test('survives a crash in the middle of a digest: it is sent again, once for all', async () => {
    const before = await storm();
    before.respond = ({ notice }) =>
      notice.digest ? new Promise(() => undefined) : { outcome: 'delivered' };
    await fire(before, ['A', 'B', 'C', 'D', 'E']);
    await before.at(64);
    const world = await before.crash();
    await world.at(400);
    const pages = [...world.engine.state().pages.values()];
    expect(pages.flatMap(({ contacts }) => contacts.map(({ status }) => status))).toEqual(
      Array.from({ length: 5 }, () => 'delivered'),
    );
    expect(pagesSent(world).length).toBeLessThanOrEqual(2);
    await world.stop();
  });

  test('lets go what was taken while it waited', async () => {
    const world = await storm();
    await fire(world, ['A', 'B', 'C', 'D', 'E']);
    await world.at(10);
    await world.acknowledge('INC-4', 'sam');
    await world.at(100);
    const waited = [...world.engine.state().pages.values()]
      .slice(3)
      .map(({ contacts }) => contacts[0]?.status);
    expect(waited).toEqual(['stopped', 'delivered']);
    await world.stop();
  });
});
