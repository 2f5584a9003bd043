import { expect, test } from '@jest/globals';
import { Secret } from '#lib/secret';
import { isExcepted, proxyFor } from './proxy.ts';

// As golang.org/x/net/http/httpproxy reads NO_PROXY.
test.each<[string, string, boolean]>([
  ['http://example.com', 'example.com', true],
  ['http://a.example.com', 'example.com', true],
  ['http://notexample.com', 'example.com', false],
  ['http://example.com', '.example.com', false],
  ['http://a.example.com', '.example.com', true],
  ['http://a.example.com', '*.example.com', true],
  ['http://example.com', '*.example.com', false],
  ['http://EXAMPLE.com.', 'example.COM', true],
  ['https://example.com', 'example.com:443', true],
  ['http://example.com', 'example.com:443', false],
  ['http://example.com:8080', 'example.com:8080', true],
  ['http://10.1.2.3', '10.0.0.0/8', true],
  ['http://11.1.2.3', '10.0.0.0/8', false],
  ['http://10.1.2.3', '10.1.2.3', true],
  ['http://[2001:db8::1]', '2001:db8:0::1', true],
  ['http://[2001:db8::1]:81', '[2001:db8::1]:81', true],
  ['http://[2001:db8::1]', '2001:db8::/32', true],
  ['http://example.com', 'a, *, b', true],
  ['http://example.com', '', false],
  ['http://localhost', '', true],
  ['http://127.3.3.3', '', true],
  ['http://[::1]', '', true],
])('%s with no_proxy %j: %s', (target, noProxy, expected) => {
  expect(isExcepted(new URL(target), noProxy)).toBe(expected);
});

const target = new URL('https://hooks.example.com/');
test('the environment’s proxy is that of the address’s scheme, in either spelling; a host alone speaks HTTP', () => {
  const settings = { noProxy: '', connectHeaders: [] };
  const of = (environment: Record<string, string>) => proxyFor(target, settings, environment)?.href;
  expect(of({ HTTP_PROXY: 'http://p:1' })).toBeUndefined();
  expect(of({ https_proxy: 'p:3128' })).toBe('http://p:3128/');
  expect(of({ HTTPS_PROXY: 'https://p', https_proxy: 'http://q', NO_PROXY: 'other' })).toBe('https://p/');
  expect(of({ HTTPS_PROXY: 'http://p', no_proxy: 'example.com' })).toBeUndefined();
  expect(() => of({ HTTPS_PROXY: 'ftp://p' })).toThrow('write http://HOST:PORT');
});

test('proxy_url alone holds for loopback too; beside no_proxy it does not, as upstream', () => {
  const url = Secret.of('http://p:3128');
  const here = new URL('http://127.0.0.1/');
  expect(proxyFor(here, { url, noProxy: '', connectHeaders: [] }, {})?.host).toBe('p:3128');
  expect(proxyFor(here, { url, noProxy: 'x', connectHeaders: [] }, {})).toBeUndefined();
});
