import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSignatureCheck, signatureOf } from './signature.ts';

/** The example of Slack's own documentation ("Verifying requests from Slack"). */
const example = {
  secret: '8f742231b10e8888abcd99yyyzzz85a5',
  timestamp: '1531420618',
  body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
};

test('it is the signature that Slack documents', () => {
  expect(signatureOf(example.secret, example)).toBe(example.signature);
  expect(createSignatureCheck(() => 1_531_420_618_000)(example.secret, example)).toBeUndefined();
});

test('any change to body, time, secret or signature is seen', () => {
  const at = 1_531_420_618_000;
  const part = fc.constantFrom('body', 'timestamp', 'signature', 'secret');
  fc.assert(
    fc.property(part, fc.nat(), fc.integer({ min: 1, max: 127 }), (name, place, by) => {
      const changed = { ...example };
      const text = changed[name];
      const index = place % text.length;
      const other = String.fromCharCode((text.charCodeAt(index) + by) % 128);
      changed[name] = text.slice(0, index) + other + text.slice(index + 1);
      const { secret, ...signed } = changed;
      expect(createSignatureCheck(() => at)(secret, signed)).not.toBeUndefined();
    }),
  );
});

test('what is played again is refused for as long as it would be let in, and memory does not grow', () => {
  let now = 1_800_000_000_000;
  const check = createSignatureCheck(() => now);
  const ask = (body: string, at = now): string | undefined => {
    const timestamp = String(at / 1000);
    return check('s', { timestamp, body, signature: signatureOf('s', { timestamp, body }) });
  };
  const first = now;
  expect(ask('a')).toBeUndefined();
  for (let each = 0; each < 5_000; each += 1) expect(ask(`other ${each}`)).toBeUndefined();
  now += 300_000;
  expect(ask('a', first)).toBe('seen-before');
  now += 1_000;
  expect(ask('a', first)).toBe('old');
});

test('a request of the future that was let in is remembered until it is too old', () => {
  let now = 1_800_000_000_000;
  const check = createSignatureCheck(() => now);
  const timestamp = String(now / 1000 + 299);
  const signed = { timestamp, body: 'a', signature: signatureOf('s', { timestamp, body: 'a' }) };
  expect(check('s', signed)).toBeUndefined();
  now += 590_000;
  expect(check('s', signed)).toBe('seen-before');
});
