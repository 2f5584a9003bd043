import { expect, test } from '@jest/globals';
import { createLiveClient, type LiveSocket, waitBefore } from './live-client.ts';
import type { MetricsSnapshot } from './live.ts';

const whole = (seq: number, names: readonly string[] = ['api']): MetricsSnapshot => ({
  version: 1,
  seq,
  at: '2026-11-21T12:00:00.000Z',
  system: {
    ...{ state: 'healthy', sentence: 'All is well.', arithmetic: '', colour: 'green' },
    counts: { healthy: 1, degraded: 0, failing: 0, maintenance: 0, noData: 0 },
  },
  services: names.map((name) => ({ name, status: 'healthy', since: '2026-11-21T12:00:00.000Z' })),
  workers: {},
  connections: {},
  externalApis: [],
  alerts: { active: 0, bySeverity: { critical: 0, high: 0, medium: 0, low: 0, none: 0 }, openIncidents: 0 },
});

/** Sockets and time in the hand of the test. */
function world(token?: string) {
  const sockets: (LiveSocket & { url: string; protocols: string[]; sent: string[]; closed: boolean })[] = [];
  const waits: { ms: number; run: () => void }[] = [];
  const seen: MetricsSnapshot[] = [];
  const client = createLiveClient({
    url: 'ws://tocsin/api/metrics/stream',
    ...(token !== undefined && { token }),
    connect(url, protocols) {
      const socket = {
        ...{ url, protocols, sent: [] as string[], closed: false },
        ...{ onopen: null, onmessage: null, onclose: null, onerror: null },
        send: (text: string) => void socket.sent.push(text),
        close: () => void (socket.closed = true),
      };
      sockets.push(socket);
      return socket;
    },
    after(ms, run) {
      const wait = { ms, run };
      waits.push(wait);
      return () => {
        const at = waits.indexOf(wait);
        if (at >= 0) waits.splice(at, 1);
      };
    },
    chance: () => 0.5,
    onSnapshot: (snapshot) => seen.push(snapshot),
  });
  const last = () => sockets.at(-1)!;
  return {
    ...{ client, sockets, waits, seen, last },
    opened: () => last().onopen?.(undefined as never),
    say: (message: object) => last().onmessage?.({ data: JSON.stringify(message) }),
    cut: () => last().onclose?.(undefined as never),
    pass: () => waits.splice(0, 1)[0]?.run(),
  };
}

test('it holds the whole up to date, and comes back with the last it has seen', () => {
  const it = world('a token');
  expect(it.last().protocols).toEqual([
    'tocsin.v1',
    `tocsin.bearer.${Buffer.from('a token').toString('base64url')}`,
  ]);
  it.opened();
  it.say({ type: 'snapshot', data: whole(7) });
  it.say({
    type: 'update',
    data: {
      version: 1,
      seq: 8,
      base: 7,
      at: '2026-11-21T12:00:05.000Z',
      gone: ['api'],
      services: whole(8, ['web']).services,
    },
  });
  expect(it.seen.at(-1)).toMatchObject({ seq: 8, services: [{ name: 'web' }] });
  it.cut();
  expect(it.waits).toHaveLength(1);
  it.pass();
  expect(it.last().url).toBe('ws://tocsin/api/metrics/stream?since=8');
});

test('what does not follow on what it has is asked for anew', () => {
  const it = world();
  it.opened();
  it.say({ type: 'snapshot', data: whole(7) });
  it.say({ type: 'update', data: { version: 1, seq: 9, base: 8, at: '2026-11-21T12:00:05.000Z' } });
  expect(it.sockets[0]!.closed).toBe(true);
  it.pass();
  expect(it.last().url).toBe('ws://tocsin/api/metrics/stream');
});

test('it waits longer with each try in vain, and never five seconds', () => {
  const it = world();
  const waited: number[] = [];
  for (let tries = 0; tries < 8; tries += 1) {
    it.cut();
    waited.push(it.waits[0]!.ms);
    it.pass();
  }
  expect(waited).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000]);
  expect(waitBefore(99, 1)).toBeLessThan(5_000);
});

test('a connection that no longer answers is given up', () => {
  const it = world();
  it.opened();
  it.pass();
  expect(it.last().sent).toEqual(['{"type":"ping"}']);
  it.pass();
  expect(it.sockets[0]!.closed).toBe(true);
  it.pass();
  expect(it.sockets).toHaveLength(2);
  it.client.close();
  expect(it.sockets[1]!.closed).toBe(true);
});
