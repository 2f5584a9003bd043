import { MonitoringAsk, type RealtimeMetrics } from '@tocsin/api';
import type { RequestHandler } from 'express';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { WorkflowsView } from '#workflows/workflows-view';
import type { SocketClient, Sockets } from './sockets.ts';

export interface MonitoringParts {
  readonly sockets: Sockets;
  readonly workflows: WorkflowsView;
  readonly clock: Clock;
}

export interface MonitoringSocket {
  readonly handler: RequestHandler;
  close(): void;
}

/** What can be subscribed to; without a choice all of it is. */
const monitoringChannels = ['metrics', 'agents', 'types', 'workflows'] as const;
type Channel = (typeof monitoringChannels)[number];
const isChannel = (name: string): name is Channel => monitoringChannels.some((channel) => channel === name);

const updateEveryMs = 5_000;
/** After a change, not before the next one has had time to come too. */
const changeWithinMs = 50;

interface Subscriber {
  readonly client: SocketClient;
  channels: ReadonlySet<Channel>;
}

/** `WS /ws/monitoring`: ping, subscribe, unsubscribe; an update each five seconds and at each change. */
export function monitoringSocket({ sockets, workflows, clock }: MonitoringParts): MonitoringSocket {
  const subscribers = new Set<Subscriber>();
  const publish = (): void => {
    const texts = new Map<string, string>();
    for (const { client, channels } of subscribers) {
      if (channels.size === 0) continue;
      const key = [...channels].sort().join();
      const text = texts.get(key) ?? updateText(workflows, channels, clock.now());
      texts.set(key, text);
      client.send(text);
    }
  };
  const regular = createAlarm(clock, () => {
    publish();
    if (subscribers.size > 0) regular.set(clock.now() + updateEveryMs);
  });
  let dueAt = Infinity;
  const soon = createAlarm(clock, () => {
    dueAt = Infinity;
    publish();
    regular.set(clock.now() + updateEveryMs);
  });
  const unlisten = workflows.onChange(() => {
    if (subscribers.size === 0 || dueAt !== Infinity) return;
    dueAt = clock.now() + changeWithinMs;
    soon.set(dueAt);
  });
  const handler = sockets.handler((client) => {
    const subscriber: Subscriber = { client, channels: new Set() };
    client.onText((text) => answer(subscriber, text, { workflows, now: clock.now() }));
    client.onClose(() => {
      subscribers.delete(subscriber);
      if (subscribers.size === 0) regular.clear();
    });
    subscribers.add(subscriber);
    client.send(JSON.stringify({ type: 'connected', at: iso(clock.now()), channels: monitoringChannels }));
    if (subscribers.size === 1) regular.set(clock.now() + updateEveryMs);
  });
  return {
    handler,
    close() {
      unlisten();
      regular.clear();
      soon.clear();
    },
  };
}

interface Around {
  readonly workflows: WorkflowsView;
  readonly now: number;
}

function answer(subscriber: Subscriber, text: string, { workflows, now }: Around): void {
  const say = (message: object): void => subscriber.client.send(JSON.stringify(message));
  const asked = readAsk(text);
  if (typeof asked === 'string') return say({ type: 'error', message: asked });
  if (asked.type === 'ping')
    return say({ type: 'pong', at: iso(now), ...(asked.id !== undefined && { id: asked.id }) });
  const wanted: readonly string[] = asked.channels ?? monitoringChannels;
  const unknown = wanted.filter((name) => !isChannel(name));
  if (unknown.length > 0) {
    const message = `There is no channel ${unknown.join(', ')}: there are ${monitoringChannels.join(', ')}.`;
    return say({ type: 'error', message });
  }
  const named = wanted.filter(isChannel);
  const { channels } = subscriber;
  subscriber.channels = new Set(
    asked.type === 'subscribe'
      ? [...channels, ...named]
      : [...channels].filter((each) => !named.includes(each)),
  );
  say({ type: `${asked.type}d`, channels: [...subscriber.channels] });
  if (asked.type === 'subscribe') subscriber.client.send(updateText(workflows, subscriber.channels, now));
}

const iso = (at: number): string => new Date(at).toISOString();

function readAsk(text: string): MonitoringAsk | string {
  try {
    const read = MonitoringAsk.safeParse(JSON.parse(text));
    if (read.success) return read.data;
  } catch {
    // Said below.
  }
  return 'Send JSON with a type: {"type":"ping"}, {"type":"subscribe","channels":["metrics"]} or {"type":"unsubscribe"}.';
}

/** Honest about what is not there: without numbers it says why. */
function updateText(workflows: WorkflowsView, channels: ReadonlySet<Channel>, now: number): string {
  const realtime = workflows.realtime();
  const source = workflows.source();
  const data = realtime ? pick(realtime, channels, workflows) : undefined;
  const stale = realtime !== undefined && realtime.ageSeconds > realtime.ttlSeconds;
  return JSON.stringify({
    type: 'update',
    at: iso(now),
    available: realtime !== undefined,
    stale,
    source,
    data,
  });
}

const newest = 50;

function pick(
  { source: _, overall, agents, types, ...rest }: RealtimeMetrics,
  channels: ReadonlySet<Channel>,
  workflows: WorkflowsView,
): object {
  return {
    ...rest,
    ...(channels.has('metrics') && { overall }),
    ...(channels.has('agents') && { agents }),
    ...(channels.has('types') && { types }),
    ...(channels.has('workflows') && { workflows: workflows.lists().workflows.slice(0, newest) }),
  };
}
