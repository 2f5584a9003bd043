import { getBackendSrv } from '@grafana/runtime';
import { CommitEvent } from '@tocsin/api';
import { SERVICE_BASE } from '../constants';
import { createEventReader, type ServerSentEvent } from './serverSentEvents';

export interface StreamListener {
  /** It is open, or still alive. */
  onBytes(): void;
  /** `undefined` when we fell behind or the service began anew: load everything. */
  onCommit(commit: CommitEvent | undefined): void;
  onEnd(): void;
}

/** One connection to the service's stream; the caller decides when to try again. */
export function openStream(listener: StreamListener, lastEventId: string | undefined): () => void {
  const decoder = new TextDecoder();
  const read = createEventReader((event) => announce(event, listener));
  const subscription = getBackendSrv()
    .chunked({
      url: `${SERVICE_BASE}/stream`,
      method: 'GET',
      headers: { Accept: 'text/event-stream', ...(lastEventId ? { 'Last-Event-ID': lastEventId } : {}) },
      showErrorAlert: false,
    })
    .subscribe({
      next: (answer) => {
        if (!answer.ok) {
          return;
        }
        listener.onBytes();
        if (answer.data) {
          read(decoder.decode(answer.data, { stream: true }));
        }
      },
      error: () => listener.onEnd(),
      complete: () => listener.onEnd(),
    });
  return () => subscription.unsubscribe();
}

function announce({ event, data }: ServerSentEvent, listener: StreamListener) {
  if (event === 'reset') {
    listener.onCommit(undefined);
  } else if (event === 'commit') {
    listener.onCommit(readCommit(data));
  }
}

function readCommit(data: string): CommitEvent | undefined {
  try {
    return CommitEvent.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}
