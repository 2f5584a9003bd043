import { describe, expect, test } from '@jest/globals';
import type { ContactKind } from '#core/on-call/directory';
import { contactsTold, onCall, pagesSent, person, policy, rules, target } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

const contact = (kind: ContactKind, vouched: boolean) => ({
  id: kind,
  kind,
  address: `${kind} address`,
  ...(vouched && { vouched }),
});
const unproved = person('mia', [], { contacts: [contact('sms', false)] });
const half = person('mia', [], {
  contacts: [contact('sms', false), contact('slack', true)],
  rules: { critical: rules('sms', 'slack 5') },
});

describe('a contact method that nobody has proved', () => {
  test('is not used: somebody with nothing else is told of as such, and the last resort is told', async () => {
    const world = await startWorld({ onCall: onCall('p', unproved, policy('p', [['person mia']])) });
    await world.post({ instance: 'a' }, { inSeconds: 7_200 });
    await world.at(60);
    expect(pagesSent(world)).toEqual(['3 team/slack[0]']);
    await world.stop();
  });

  test('is left out of the rules that name it, and the ledger says so', async () => {
    const world = await startWorld({
      onCall: onCall('p', half, policy('p', [['person mia']], { step: { waitMs: 900_000 } })),
    });
    await world.post({ instance: 'a' }, { inSeconds: 7_200 });
    await world.at(400);
    expect(pagesSent(world)).toEqual(['303 @mia/slack']);
    expect(await contactsTold(world)).toContain('@mia/sms stopped contact-unverified');
    await world.stop();
  });

  test('is used by the last resort: better than nothing', async () => {
    const world = await startWorld({
      onCall: onCall('p', unproved, policy('p', [['person nobody']], { lastResort: [target('person mia')] })),
    });
    await world.post({ instance: 'a' }, { inSeconds: 7_200 });
    await world.at(60);
    expect(pagesSent(world)).toEqual(['3 @mia/sms']);
    expect(await contactsTold(world)).toContain('@mia/sms waits unverified-used');
    await world.stop();
  });
});

describe('rules that nothing can be made of', () => {
  test('fall back on all that is verified: a rule that has outlived its contact drops no page', async () => {
    const mia = person('mia', ['slack', 'call'], { rules: { critical: rules('pager') } });
    const world = await startWorld({ onCall: onCall('p', mia, policy('p', [['person mia']])) });
    await world.post({ instance: 'a' }, { inSeconds: 7_200 });
    await world.at(100);
    expect(pagesSent(world)).toEqual(['3 @mia/slack', '63 @mia/call']);
    expect(await contactsTold(world)).toContain('@mia/pager stopped contact-removed');
    await world.stop();
  });

  test('an empty list says that this severity is not to page them', async () => {
    const mia = person('mia', ['slack'], { rules: { critical: [] } });
    const world = await startWorld({ onCall: onCall('p', mia, policy('p', [['person mia']])) });
    await world.post({ instance: 'a' }, { inSeconds: 7_200 });
    await world.at(60);
    expect(pagesSent(world)).toEqual(['3 team/slack[0]']);
    await world.stop();
  });

  test('may name a contact twice: called, and called again', async () => {
    const mia = person('mia', ['call'], { rules: { critical: rules('call', 'call 2') } });
    const world = await startWorld({ onCall: onCall('p', mia, policy('p', [['person mia']])) });
    await world.post({ instance: 'a' }, { inSeconds: 7_200 });
    await world.at(200);
    expect(pagesSent(world)).toEqual(['3 @mia/call', '123 @mia/call#2']);
    await world.stop();
  });
});
