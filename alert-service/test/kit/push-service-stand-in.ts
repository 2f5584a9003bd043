import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { decrypt } from 'http_ece';

export interface Pushed {
  readonly headers: IncomingHttpHeaders;
  /** As the browser reads it. */
  readonly read: Readonly<Record<string, unknown>>;
  readonly claims: { readonly aud: string; readonly exp: number; readonly sub: string };
}

/**
 * A browser that has subscribed, and its push service: it takes what RFC 8030 asks for, checks the token of RFC 8292 with
 * the key that the browser subscribed with, and opens RFC 8291's record with another implementation than ours.
 */
export interface PushServiceStandIn extends AsyncDisposable {
  /** As the browser gives it to the page. */
  readonly subscription: string;
  readonly pushed: Pushed[];
  /** Answered in place of 201. */
  status: number;
}

export async function startPushService(applicationServerKey: () => string): Promise<PushServiceStandIn> {
  const browser = createECDH('prime256v1');
  const p256dh = browser.generateKeys();
  const auth = randomBytes(16);
  const secretPath = `/push/${randomBytes(12).toString('base64url')}`;
  const pushed: Pushed[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      if (standIn.status !== 201) return response.writeHead(standIn.status).end();
      const claims = claimsOf(request.headers.authorization ?? '', applicationServerKey());
      const good = request.method === 'POST' && request.url === secretPath && Number(request.headers.ttl) > 0;
      if (!claims || claims.aud !== origin || !good) return response.writeHead(403).end();
      if (body.length > 4_096) return response.writeHead(413).end();
      const text = decrypt(body, { version: 'aes128gcm', privateKey: browser, authSecret: auth });
      const read = JSON.parse(text.toString()) as Pushed['read'];
      pushed.push({ headers: request.headers, claims, read });
      return response.writeHead(201, { location: `${origin}/message/1` }).end();
    })().catch((error: unknown) => response.writeHead(400).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const standIn: PushServiceStandIn = {
    subscription: JSON.stringify({
      endpoint: origin + secretPath,
      expirationTime: null,
      keys: { p256dh: p256dh.toString('base64url'), auth: auth.toString('base64url') },
    }),
    pushed,
    status: 201,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
  return standIn;
}

function claimsOf(authorization: string, key: string): Pushed['claims'] | undefined {
  const [, head = '', claims = '', signature = '', k] =
    /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/u.exec(authorization) ?? [];
  const point = Buffer.from(key, 'base64url');
  if (k !== key || point.length !== 65) return undefined;
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      ...{ kty: 'EC', crv: 'P-256' },
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const signed = Buffer.from(`${head}.${claims}`);
  const isOurs = verify(
    'sha256',
    signed,
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  return isOurs ? (JSON.parse(Buffer.from(claims, 'base64url').toString()) as Pushed['claims']) : undefined;
}
