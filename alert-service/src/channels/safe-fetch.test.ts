import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { whyNotConnect } from './address-guard.ts';
import { type HttpServer, say, startHttpServer } from './kit/http-server.ts';
import { createSafeFetch, type Resolve } from './safe-fetch.ts';

describe('addresses that came in by API', () => {
  test.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '0:0:0:0:0:ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    'not an address',
  ])('%s is refused', (address) => {
    expect(whyNotConnect(address, { trust: 'api' })).toBeDefined();
  });

  test.each(['1.1.1.1', '172.32.0.1', '8.8.8.8', '2606:4700:4700::1111', '::ffff:8.8.8.8'])(
    '%s is allowed',
    (address) => {
      expect(whyNotConnect(address, { trust: 'api' })).toBeUndefined();
    },
  );
});

describe('addresses in the operator’s files', () => {
  test.each(['127.0.0.1', '10.1.2.3', '::1', 'fd12::1', '169.254.1.1'])('%s is allowed', (address) => {
    expect(whyNotConnect(address, { trust: 'operator' })).toBeUndefined();
  });

  test.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    'fd00:ec2::254',
    '100.100.100.200',
    '169.254.170.2',
  ])('%s hands out a cloud’s credentials, and is refused unless allowed', (address) => {
    expect(whyNotConnect(address, { trust: 'operator' })).toMatch('metadata');
    expect(whyNotConnect(address, { trust: 'operator', allowMetadata: true })).toBeUndefined();
  });
});

describe('a request', () => {
  let server: HttpServer;
  beforeEach(async () => {
    server = await startHttpServer(say(200, 'ok'));
  });
  afterEach(() => server.close());
  const port = (): string => new URL(server.origin).port;
  const operator = createSafeFetch({ trust: 'operator' });
  const api = createSafeFetch({ trust: 'api' });
  const to =
    (...addresses: string[]): Resolve =>
    (_host, done) =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );

  test.each([
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '127.0.0.1.',
  ])('from the API to %s never reaches loopback, however it is spelled', async (host) => {
    await expect(api(`http://${host}:${port()}/`)).rejects.toThrow('may not be connected to');
    expect(server.received).toEqual([]);
  });

  test('from the API to a name that means loopback never reaches it, even when another answer is public', async () => {
    for (const answers of [['127.0.0.1'], ['1.1.1.1', '127.0.0.1'], ['::ffff:127.0.0.1']]) {
      const fetch = createSafeFetch({ trust: 'api', resolve: to(...answers) });
      await expect(fetch(`http://rebind.example.com:${port()}/`)).rejects.toThrow('may not be connected to');
    }
    expect(server.received).toEqual([]);
  });

  test('a name is resolved once, and the connection goes to that answer', async () => {
    let asked = 0;
    const resolve: Resolve = (_host, done) => {
      asked += 1;
      done(null, [{ address: '127.0.0.1', family: 4 }]);
    };
    const response = await createSafeFetch({ trust: 'operator', resolve })(
      `http://alerts.example.com:${port()}/`,
    );
    expect([response.status, asked, server.received[0]?.headers.host]).toEqual([
      200,
      1,
      `alerts.example.com:${port()}`,
    ]);
  });

  test('carries method, headers, body and a login of the address', async () => {
    const address = server.origin.replace('//', '//sam:p%40ss@');
    await operator(`${address}/x?y=1`, { method: 'POST', headers: { 'x-a': 'b' }, body: 'höi' });
    expect(server.received).toMatchObject([
      {
        method: 'POST',
        url: '/x?y=1',
        body: 'höi',
        headers: { 'x-a': 'b', authorization: `Basic ${btoa('sam:p@ss')}` },
      },
    ]);
  });

  test('an answer is cut off at the limit, and its status counts', async () => {
    server.answer = say(200, 'x'.repeat(100_000));
    const response = await createSafeFetch({ trust: 'operator', maxResponseBytes: 1000 })(server.origin);
    expect([response.status, (await response.text()).length]).toEqual([200, 1000]);
  });

  test('a redirect that keeps the method is followed for the operator, without credentials to another origin', async () => {
    const other = await startHttpServer(say(200, 'there'));
    server.answer = say(307, '', { location: `${other.origin}/final` });
    const response = await operator(server.origin, {
      method: 'POST',
      body: 'alerts',
      headers: { authorization: 'Bearer abc' },
    });
    expect(await response.text()).toBe('there');
    expect(other.received).toMatchObject([{ method: 'POST', url: '/final', body: 'alerts' }]);
    expect(other.received[0]?.headers.authorization).toBeUndefined();
    await other.close();
  });

  test('a redirect to a metadata address is refused, and so are circles', async () => {
    server.answer = say(307, '', { location: 'http://169.254.169.254/latest' });
    await expect(operator(server.origin)).rejects.toThrow('metadata');
    server.answer = say(308, '', { location: '/again' });
    await expect(operator(server.origin)).rejects.toThrow('circles');
  });

  test('a redirect that would lose the body is handed back, not followed', async () => {
    server.answer = say(302, '', { location: '/elsewhere' });
    const response = await operator(server.origin, { method: 'POST', body: 'alerts' });
    expect([response.status, server.received.length]).toEqual([302, 1]);
  });

  test('the signal ends a request in every phase', async () => {
    await expect(operator(server.origin, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow(
      'no',
    );
    server.answer = (response) => void response.writeHead(200).write('begun');
    const response = await operator(server.origin, { signal: AbortSignal.timeout(100) });
    await expect(response.text()).rejects.toThrow();
  });

  test.each(['ftp://example.com/', 'file:///etc/passwd', 'no url at all'])(
    '%s is refused without repeating it',
    async (address) => {
      await expect(operator(address)).rejects.toThrow(/^(?:(?!passwd).)*(?:only http and https|not a URL)/u);
    },
  );
});
