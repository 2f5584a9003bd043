import { describe, expect, test } from '@jest/globals';
import { contactsTold, onCall, pagesSent, person, policy, rules } from '../../kit/people.ts';
import { startWorld, type World } from '../../kit/world.ts';

const mia = person('mia', ['sms', 'slack', 'call'], {
  rules: { critical: rules('sms', 'slack 5', 'call 8') },
});
const jonas = person('jonas', ['slack']);

const begin = async (): Promise<World> => {
  const world = await startWorld({
    onCall: onCall(
      'p',
      mia,
      jonas,
      policy('p', [['person mia'], ['person jonas']], { step: { waitMs: 900_000 } }),
    ),
  });
  await world.post({ instance: 'a' }, { inSeconds: 20_000 });
  return world;
};

describe('a contact method that refuses', () => {
  test('brings the next one forward, and is shown as dead', async () => {
    const world = await begin();
    world.respond = ({ integration }) =>
      integration === '@mia/sms'
        ? { outcome: 'refused', error: 'no such number', status: 400 }
        : { outcome: 'delivered' };
    await world.at(700);
    expect(pagesSent(world)).toEqual(['3 @mia/sms', '3 @mia/slack', '483 @mia/call']);
    expect(await contactsTold(world)).toContain('@mia/sms refused contact-bounced');
    expect(world.engine.state().verifications.get('mia/sms')).toMatchObject({
      bounceError: 'no such number',
    });
    await world.stop();
  });

  test.each([
    ['our own files lack what would send it', { error: 'there is no twilio section', unconfigured: true }],
    ['our own token is wrong', { error: 'Twilio answered 401', status: 401 }],
  ] as const)('is not called dead where %s', async (_, refusal) => {
    const world = await begin();
    world.respond = ({ integration }) =>
      integration === '@mia/sms' ? { outcome: 'refused', ...refusal } : { outcome: 'delivered' };
    await world.at(60);
    expect(pagesSent(world)).toEqual(['3 @mia/sms', '3 @mia/slack']);
    expect(await contactsTold(world)).toContain('@mia/sms refused contact-unconfigured');
    expect(world.engine.state().verifications.get('mia/sms')).toBeUndefined();
    await world.stop();
  });

  test('where all of them do, the next step of the policy does not wait for an answer that cannot come', async () => {
    const world = await begin();
    world.respond = ({ integration }) =>
      integration.startsWith('@mia') ? { outcome: 'refused', error: 'gone' } : { outcome: 'delivered' };
    await world.at(60);
    expect(pagesSent(world)).toEqual(['3 @mia/sms', '3 @mia/slack', '3 @mia/call', '3 @jonas/slack']);
    await world.stop();
  });

  test('is tried again at the next page, and works again once it takes something', async () => {
    const world = await begin();
    let refuses = true;
    world.respond = ({ integration }) =>
      integration === '@mia/sms' && refuses
        ? { outcome: 'refused', error: 'full' }
        : { outcome: 'delivered' };
    await world.at(60);
    refuses = false;
    await world.post({ alertname: 'Other', instance: 'b' }, { inSeconds: 20_000 });
    await world.at(120);
    expect(pagesSent(world).slice(-1)).toEqual(['63 @mia/sms']);
    expect(world.engine.state().verifications.get('mia/sms')?.bouncedAt).toBeUndefined();
    await world.stop();
  });

  test('is found dead after it took the message: then the next one is told at once', async () => {
    const world = await begin();
    await world.at(60);
    await world.engine.submit({
      ...{
        kind: 'proof',
        change: 'bounced',
        by: 'Twilio',
        owner: 'mia',
        contact: 'sms',
        error: 'unreachable',
      },
    });
    await world.at(61);
    expect(pagesSent(world)).toEqual(['3 @mia/sms', '60 @mia/slack']);
    await world.stop();
  });
});

describe('a contact method that cannot be reached', () => {
  test('holds the next one up for a minute, and no longer', async () => {
    const world = await begin();
    world.respond = ({ integration }) =>
      integration === '@mia/sms'
        ? { outcome: 'retry', error: 'no line', status: 503 }
        : { outcome: 'delivered' };
    await world.at(200);
    const slack = world.sent.find(({ to }) => to === '@mia/slack');
    expect(slack?.t).toBeGreaterThanOrEqual(63);
    expect(slack?.t).toBeLessThan(130);
    await world.stop();
  });

  test('is tried as long as it is critical, and delivers when the line is back', async () => {
    const world = await startWorld({
      onCall: onCall('p', person('mia', ['sms']), policy('p', [['person mia']])),
    });
    await world.post({ instance: 'a' }, { inSeconds: 20_000 });
    world.respond = ({ integration }, t) =>
      integration === '@mia/sms' && t < 5_000
        ? { outcome: 'retry', error: 'no line' }
        : { outcome: 'delivered' };
    await world.at(5_100);
    expect(await contactsTold(world)).toContain('@mia/sms delivered');
    await world.stop();
  });

  test('is given up after ten minutes where it is not critical; long before that somebody else is told', async () => {
    const world = await startWorld({
      onCall: onCall(
        'p',
        person('mia', ['sms']),
        policy('p', [['person mia']], { step: { waitMs: 3_600_000 } }),
      ),
    });
    await world.post({ instance: 'a', severity: 'high' }, { inSeconds: 20_000 });
    world.respond = ({ integration }) =>
      integration === '@mia/sms' ? { outcome: 'retry', error: 'no line' } : { outcome: 'delivered' };
    await world.at(700);
    expect(await contactsTold(world)).toContain('@mia/sms failed contact-gave-up');
    const [told] = pagesSent(world).filter((each) => each.endsWith('team/slack[0]'));
    expect(Number.parseFloat(told ?? '')).toBeLessThan(150);
    await world.stop();
  });
});
