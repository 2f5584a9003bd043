import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Router } from 'express';
import type { AnswerDoor } from '#answers/answer-door';
import { openLinkKey } from '#answers/link-key';
import { createTokens, type Tokens } from '#answers/tokens';
import type { ContactKind } from '#core/on-call/directory';
import type { OnCallRules } from '#core/policy';
import { errorHandler } from '#http/errors';
import { createLog } from '#lib/log';
import type { Sealing } from '#lib/sealed';
import { createAnswerDoor } from '../../src/app/answer-door.ts';
import { onCall, person, policy } from './people.ts';
import { startWorld, type World } from './world.ts';

/** The real engine with Mia on call for it, the real door for answers, and an HTTP server below `/answers`. */
export interface Answering extends AsyncDisposable {
  readonly world: World;
  readonly door: AnswerDoor;
  readonly tokens: Tokens;
  readonly logged: string[];
  /** Mounts what is tested, as the service does; resolves with the address of `/answers`. */
  serve(name: string, router: Router): Promise<string>;
}

interface Options {
  readonly kinds?: readonly ContactKind[];
  readonly externalUrl?: string;
  readonly world?: World;
  readonly sealing?: Sealing;
}

/** Seals nothing: the key file is tried elsewhere. */
export const openSealing: Sealing = {
  seal: (text) => text,
  unseal: (sealed) => sealed,
  maskSecret: (value) => value,
};

export const miaAndJonas = (kinds: readonly ContactKind[] = ['email']): Partial<OnCallRules> =>
  onCall(
    'p',
    person('mia', kinds),
    person('jonas', ['slack']),
    policy('p', [['person mia'], ['person jonas']]),
  );

export async function startAnswering(options: Options = {}): Promise<Answering> {
  const world = options.world ?? (await startWorld({ onCall: miaAndJonas(options.kinds) }));
  const { engine, clock } = world;
  const logged: string[] = [];
  const log = createLog({
    level: 'debug',
    format: 'logfmt',
    now: () => clock.now(),
    write: (line) => void logged.push(line),
  });
  const externalUrl = options.externalUrl ?? 'https://tocsin.example.com';
  const door = createAnswerDoor(
    {
      engine,
      parts: { clock, log, timeZone: 'Europe/Berlin' },
      where: { prefix: '', bound: '127.0.0.1:1', externalUrl },
    },
    { next: () => 'pages Jonas at 09:05.', why: async () => '' },
  );
  const tokens = createTokens(
    await openLinkKey({ engine, sealing: options.sealing ?? openSealing, log }),
    clock,
  );
  const closing: (() => Promise<void>)[] = [];
  return {
    world,
    door,
    tokens,
    logged,
    async serve(name, router) {
      const app = express().disable('x-powered-by').use(`/answers/${name}`, router);
      app.use(errorHandler(log, '/api/v2/'));
      const server = createServer(app).listen(0, '127.0.0.1');
      await once(server, 'listening');
      closing.push(async () => {
        server.closeAllConnections();
        server.close();
      });
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/answers`;
    },
    async [Symbol.asyncDispose]() {
      for (const close of closing) await close();
      if (!options.world) await world.stop();
    },
  };
}

/** Opens `count` incidents, each of another service, and lets the first step page for them. */
export async function openIncidents({ world }: Pick<Answering, 'world'>, count = 1): Promise<void> {
  for (let index = 1; index <= count; index += 1)
    await world.post(
      { alertname: `Down${index}`, service: `shop-${index}`, instance: `a${index}` },
      { inSeconds: 30 * 86_400 },
    );
  await world.clock.advance(5_000);
}
