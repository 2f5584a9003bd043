import { describe, expect, test } from '@jest/globals';
import { onCall, person, policy } from '../../kit/people.ts';
import { integration, startWorld, type World } from '../../kit/world.ts';

const integrations = new Map([
  ['team', [integration('slack[0]')]],
  ['managers', [integration('email[0]'), integration('webhook[0]', { sendResolved: false })]],
]);
const mia = person('mia', ['sms']);
const begin = (steps: readonly (readonly string[])[]): Promise<World> =>
  startWorld({ integrations, onCall: onCall('p', mia, policy('p', steps)) });
const told = (world: World): string[] =>
  world.take().map(({ t, to, why, page }) => `${t} ${to} ${why}${page === undefined ? '' : ' page'}`);

describe('a receiver that a policy tells', () => {
  test('hears of the end too, where it wants ends: nobody else would tell it', async () => {
    const world = await begin([['receiver managers']]);
    await world.post({ instance: 'a' }, { inSeconds: 7_200 });
    await world.at(10);
    expect(told(world)).toEqual([
      '3 team/slack[0] first',
      '3 managers/email[0] first page',
      '3 managers/webhook[0] first page',
    ]);
    await world.post({ instance: 'a' }, { now: true });
    await world.at(60);
    expect(told(world)).toEqual(['13 team/slack[0] all-resolved', '13 managers/email[0] all-resolved page']);
    await world.stop();
  });

  test('that routing tells of the same group hears of the end once, from there', async () => {
    const world = await begin([['receiver team']]);
    await world.post({ instance: 'a' }, { inSeconds: 7_200 });
    await world.at(10);
    expect(told(world).sort()).toEqual(['3 team/slack[0] first', '3 team/slack[0] first page']);
    await world.post({ instance: 'a' }, { now: true });
    await world.at(60);
    expect(told(world)).toEqual(['13 team/slack[0] all-resolved']);
    await world.stop();
  });

  test('of an incident that somebody opened by hand hears of it and of its end, as of any alert', async () => {
    const world = await begin([['receiver managers', 'person mia']]);
    const firing: string[] = [];
    const resolved: string[] = [];
    world.respond = ({ notice }) => {
      firing.push(...notice.firing.map(({ annotations }) => annotations.summary ?? ''));
      resolved.push(...notice.resolved.map(({ annotations }) => annotations.summary ?? ''));
      return { outcome: 'delivered' };
    };
    await world.engine.submit({
      ...{ kind: 'open-incident', by: 'Sam', origin: 'person', title: 'Checkout is slow', severity: 'high' },
      ...{ labels: {}, policy: 'p' },
    });
    await world.at(5);
    await world.engine.submit({ kind: 'command', command: 'resolve', incident: 'INC-1', by: 'Sam' });
    await world.at(10);
    expect(told(world)).toEqual([
      '0 managers/email[0] first page',
      '0 managers/webhook[0] first page',
      '0 @mia/sms first page',
      '5 managers/email[0] all-resolved page',
    ]);
    expect(new Set(firing)).toEqual(new Set(['Checkout is slow']));
    expect(resolved).toEqual(['Checkout is slow']);
    await world.stop();
  });
});
