import type { CommitEvent } from '@tocsin/api';
import type { LedgerEntry, LedgerPage } from '@tocsin/model';
import type { Request, RequestHandler, Response } from 'express';
import type { Engine } from '#engine/engine';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { LiveMetrics } from '#live/hub';
import { HttpError } from './errors.ts';
import { type EventWriter, eventWriter } from './event-writer.ts';

const ringSize = 10_000;
/** A client further behind than this is cut, not buffered: it comes back and resumes. */
const mostBuffered = 1024 * 1024;
/** Enough for a floor of screens; beyond it somebody opens connections and forgets them. */
const mostClients = 1_000;
const keepAliveMs = 15_000;
const alertsListed = 100;

interface Event {
  readonly seq: number;
  /** Serialised once for all clients. */
  readonly text: string;
}

export interface Stream {
  readonly handler: RequestHandler;
  readonly clients: () => number;
  close(): void;
}

/** Server-sent events: one for each commit that has something to tell. Ids are the ledger's seqs. */
export function createStream(engine: Engine, clock: Clock, live?: LiveMetrics): Stream {
  const ring: Event[] = [];
  const clients = new Set<EventWriter>();
  /** Older than this is not in memory: whoever asks for it starts anew. */
  const from = engine.state().seq;

  const unlisten = engine.onCommit(({ page }) => {
    if (page.entries.length === 0) return;
    const event = { seq: page.seq, text: textOf('commit', page.seq, commitEvent(page)) };
    ring.push(event);
    if (ring.length > ringSize) ring.shift();
    for (const client of clients) write(client, event.text);
  });
  const alarm = createAlarm(clock, () => {
    for (const client of clients) write(client, ': still here\n\n');
    alarm.set(clock.now() + keepAliveMs);
  });
  alarm.set(clock.now() + keepAliveMs);

  const write = (client: EventWriter, text: string): void => {
    if (client.buffered() > mostBuffered) {
      clients.delete(client);
      client.destroy();
      return;
    }
    client.write(text);
  };

  const handler = (request: Request, response: Response): void => {
    if (clients.size >= mostClients)
      throw new HttpError(503, 'Too many listen already', {
        detail: `${mostClients} streams are open: close some of them.`,
        retryAfterSeconds: 30,
      });
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    response.setHeader('Cache-Control', 'no-cache, no-transform').setHeader('X-Accel-Buffering', 'no');
    if (request.method === 'HEAD') return void response.end();
    // Only who asks for numbers gets them, and pays for it.
    const numbers = request.query.metrics === '1' ? live : undefined;
    const client = eventWriter(request, response, numbers !== undefined);
    client.write('retry: 2000\n\n');
    for (const text of missed({ ring, from, seq: engine.state().seq }, lastSeen(request))) client.write(text);
    clients.add(client);
    // Without an id: that one is the ledger's, to come back with.
    const watching = numbers?.watch(undefined, ({ text }) =>
      write(client, `event: metrics\ndata: ${text}\n\n`),
    );
    response.on('close', () => {
      watching?.stop();
      clients.delete(client);
    });
  };

  return {
    handler,
    clients: () => clients.size,
    close() {
      unlisten();
      alarm.clear();
      for (const client of clients) client.end();
      clients.clear();
    },
  };
}

function lastSeen(request: Request): number | undefined {
  const value = request.headers['last-event-id'] ?? request.query.lastEventId;
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined;
}

interface Memory {
  readonly ring: readonly Event[];
  readonly from: number;
  readonly seq: number;
}

/** What a returning client has missed, or the word to load everything anew. */
function missed({ ring, from, seq }: Memory, last: number | undefined): string[] {
  if (last === undefined) return [textOf('hello', seq, { seq })];
  const oldest = ring.length >= ringSize ? (ring[0]?.seq ?? seq) - 1 : from;
  if (last < oldest || last > seq) return [textOf('reset', seq, { seq })];
  const events = ring.filter((event) => event.seq > last).map((event) => event.text);
  const length = events.reduce((sum, text) => sum + text.length, 0);
  return length > mostBuffered ? [textOf('reset', seq, { seq })] : events;
}

const textOf = (event: string, seq: number, data: object): string =>
  `id: ${seq}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

function commitEvent(page: LedgerPage): CommitEvent {
  const unique = (pick: (entry: LedgerEntry) => readonly string[]): string[] => [
    ...new Set(page.entries.flatMap(pick)),
  ];
  return {
    seq: page.seq,
    at: new Date(page.at).toISOString(),
    kinds: unique((entry) => [entry.kind]),
    alerts: unique(alertsOf).slice(0, alertsListed),
    incidents: unique((entry) => ('incident' in entry ? [entry.incident] : [])),
    rules: unique((entry) => (entry.kind === 'rule' ? [entry.rule] : [])),
    services: unique((entry) => (entry.kind === 'health' ? [entry.service] : [])),
  };
}

function alertsOf(entry: LedgerEntry): readonly string[] {
  switch (entry.kind) {
    case 'joined':
    case 'ended':
    case 'flush':
    case 'notice':
      return entry.alerts;
    case 'incident':
      return entry.alerts ?? [];
    case 'rule':
      return entry.alert === undefined ? [] : [entry.alert];
    case 'attempt':
    case 'silence':
    case 'rule-group':
    case 'clock':
    case 'configuration':
    case 'imported':
    case 'receiver-tested':
    case 'escalation':
    case 'page':
    case 'contact':
    case 'on-call':
    case 'contact-method':
    case 'health':
    case 'change':
    case 'topology':
    case 'workflow-command':
    case 'workflows':
    case 'promise':
      return [];
  }
}
