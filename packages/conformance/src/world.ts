import type { Hooks } from './hooks.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  /** Sent as JSON; text as it is. */
  readonly body?: unknown;
}

export interface Answered {
  readonly status: number;
  /** As JSON where it is JSON, else the text. */
  readonly body: unknown;
}

/** A server with its webhooks and its time: a process in real time, or an engine in virtual time. */
export interface World {
  readonly hooks: Hooks;
  /** When second 0 was, in epoch ms. */
  readonly startedAt: number;
  /** Epoch ms. */
  now(): number;
  /** Waits for, or moves to, `seconds` since second 0. */
  at(seconds: number): Promise<void>;
  request(asked: Asked): Promise<Answered>;
  /** Writes the configuration's file, with `$WEBHOOK` filled in; nobody is told to read it. */
  configure(config: string): Promise<void>;
  /** Stops it in order, or kills it, and starts it on the same storage. */
  restart(how: 'stop' | 'kill'): Promise<void>;
  stop(): Promise<void>;
}

export interface WorldSetup {
  readonly config: string;
  readonly flags: readonly string[];
}

export type StartWorld = (setup: WorldSetup) => Promise<World>;

/** Real time: handed in, so that a run can be in virtual time too. */
export interface Timing {
  readonly now: () => number;
  readonly until: (time: number) => Promise<void>;
}

export const withWebhooks = (config: string, hooks: Hooks): string =>
  config.replaceAll('$WEBHOOK', hooks.url);

/** Each request on a connection of its own: a server that is restarted leaves no dead one behind. */
export async function ask(base: string, { method, path, body }: Asked): Promise<Answered> {
  const response = await fetch(base + path, {
    method,
    headers: { connection: 'close', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: jsonOr(text) };
}

function jsonOr(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}
