import { expect, test } from '@jest/globals';
import { isFromTwilio, twilioSignature } from './signature.ts';

/** Those of Twilio's own library: https://github.com/twilio/twilio-node/blob/main/spec/validation.spec.js */
const authToken = '12345';
const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const form = new URLSearchParams({
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
});
const signature = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';

test('a request is signed as Twilio’s own library signs it', () => {
  expect(twilioSignature(authToken, url, form).toString('base64')).toBe(signature);
  expect(isFromTwilio(authToken, { url, form, signature })).toBe(true);
});

test('with the port that the scheme implies, or without it, it is the same request', () => {
  for (const [own, theirs] of [
    ['https://a.example/x?y=1', 'https://a.example:443/x?y=1'],
    ['http://a.example/x', 'http://a.example:80/x'],
    ['https://a.example:8443/x', 'https://a.example/x'],
    ['https://[::1]/x', 'https://[::1]:443/x'],
  ] as const) {
    const signed = twilioSignature(authToken, theirs, form).toString('base64');
    expect(isFromTwilio(authToken, { url: own, form, signature: signed })).toBe(true);
  }
});

test.each([
  ['another token', { authToken: '12346' }],
  ['another address', { url: 'https://mycompany.com/myapp.php?foo=1&bar=3' }],
  ['another host', { url: 'https://mycompany.org/myapp.php?foo=1&bar=2' }],
  ['no signature', { signature: '' }],
  ['a cut one', { signature: signature.slice(0, -4) }],
  ['one more parameter', { form: new URLSearchParams([...form, ['More', '1']]) }],
  ['other digits', { form: new URLSearchParams([...form].map(([k, v]) => [k, k === 'Digits' ? '6' : v])) }],
])('%s is not from Twilio', (_what, changes) => {
  const given = { authToken, url, form, signature, ...changes };
  expect(isFromTwilio(given.authToken, given)).toBe(false);
});
