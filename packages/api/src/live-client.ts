import { MetricsMessage, type MetricsSnapshot } from './live.ts';
import { applyUpdate } from './live-update.ts';

/** As browsers and Node have it. */
export interface LiveSocket {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface LiveClientOptions {
  /** `wss://host/api/metrics/stream` */
  readonly url: string;
  /** Where the service asks for one. */
  readonly token?: string;
  readonly connect: (url: string, protocols: string[]) => LiveSocket;
  /** Runs it after so many ms; gives back how to take that back. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** 0 to 1: so that a thousand do not come back in the same moment. */
  readonly chance: () => number;
  readonly onSnapshot: (snapshot: MetricsSnapshot) => void;
  readonly onConnected?: (connected: boolean) => void;
}

const firstWaitMs = 250;
const longestWaitMs = 4_000;
const pingEveryMs = 20_000;
const answerWithinMs = 10_000;

/** The first wait, doubled with each try in vain, a fifth more or less: never five seconds. */
export const waitBefore = (failures: number, chance: number): number =>
  Math.min(firstWaitMs * 2 ** failures, longestWaitMs) * (0.8 + 0.4 * chance);

/** The token goes beside the protocol, for a page can set no header, and an address stands in logs. */
const protocolsOf = (token: string | undefined): string[] => {
  if (token === undefined) return ['tocsin.v1'];
  const bytes = String.fromCharCode(...new TextEncoder().encode(token));
  const encoded = btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return ['tocsin.v1', `tocsin.bearer.${encoded}`];
};

/** Holds the live numbers up to date: connects again whenever it is cut, and asks for what it missed. */
export function createLiveClient(options: LiveClientOptions): { readonly close: () => void } {
  const { url, token, connect, after, chance, onSnapshot, onConnected } = options;
  let snapshot: MetricsSnapshot | undefined;
  let socket: LiveSocket | undefined;
  let failures = 0;
  let cancel: () => void = () => undefined;
  let closed = false;

  const lost = (from: LiveSocket): void => {
    if (socket !== from) return;
    socket = undefined;
    from.close();
    onConnected?.(false);
    cancel();
    if (closed) return;
    cancel = after(waitBefore(failures, chance()), open);
    failures += 1;
  };
  const watch = (of: LiveSocket): void => {
    cancel();
    cancel = after(pingEveryMs, () => {
      of.send('{"type":"ping"}');
      cancel = after(answerWithinMs, () => lost(of));
    });
  };
  const take = (text: unknown, from: LiveSocket): void => {
    const message = readMessage(text);
    if (message?.type === 'snapshot') snapshot = message.data;
    else if (message?.type === 'update') {
      snapshot = applyUpdate(snapshot, message.data);
      // Something was missed: asked for anew, and then it is the whole.
      if (!snapshot) return lost(from);
    } else return;
    onSnapshot(snapshot);
  };
  const open = (): void => {
    const separator = url.includes('?') ? '&' : '?';
    const opened = connect(snapshot ? `${url}${separator}since=${snapshot.seq}` : url, protocolsOf(token));
    socket = opened;
    opened.onopen = () => {
      failures = 0;
      onConnected?.(true);
      watch(opened);
    };
    opened.onmessage = ({ data }) => {
      watch(opened);
      take(data, opened);
    };
    opened.onclose = () => lost(opened);
    opened.onerror = () => lost(opened);
  };
  open();
  return {
    close() {
      closed = true;
      cancel();
      socket?.close();
    },
  };
}

function readMessage(text: unknown): MetricsMessage | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return MetricsMessage.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
