import type { CommitEvent } from '@tocsin/api';
import { client } from './client';
import { openStream } from './stream';

export type Me = Awaited<ReturnType<typeof client.getMe>>;

/** What the page head says of the connection. */
export interface LiveState {
  readonly connected: boolean;
  /** `undefined` until the first answer. */
  readonly me?: Me;
  readonly lastAnswerAt?: number;
  readonly staleSince?: number;
  readonly nextTryAt?: number;
  readonly streaming: boolean;
}

/** Asked to load anew; with the commit that caused it, where one is known. */
export type ChangeListener = (commit: CommitEvent | undefined) => void;

export const BEAT_MS = 5000;
/** A proxy on the way may hold the stream back: after so long without a byte, pages ask for themselves. */
const SILENT_STREAM_MS = 30_000;

/**
 * The one connection of the app:
 *   beat     each 5 s asks who we are: an answer is proof of life, silence makes us stale
 *   stream   tells of commits; while it is down each beat stands in for it, while it is silent each sixth
 */
export class Live {
  private state: LiveState = { connected: true, streaming: false };
  private readonly watchers = new Set<() => void>();
  private readonly changeListeners = new Set<ChangeListener>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closeStream: (() => void) | undefined;
  private lastEventId: string | undefined;
  private lastByteAt = 0;
  private running = false;

  readonly get = (): LiveState => this.state;

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  };

  onChange(listener: ChangeListener): () => void {
    this.changeListeners.add(listener);
    return () => void this.changeListeners.delete(listener);
  }

  /** Something was done here: do not wait for the stream to tell. */
  refresh(): void {
    this.announce(undefined);
  }

  start(): () => void {
    this.running = true;
    void this.beat();
    return () => {
      this.running = false;
      clearTimeout(this.timer);
      this.closeStream?.();
      this.closeStream = undefined;
    };
  }

  private async beat(): Promise<void> {
    try {
      const me = await client.getMe({});
      if (this.running) {
        this.answered(me);
      }
    } catch {
      if (this.running) {
        this.silent();
      }
    }
    if (this.running) {
      this.timer = setTimeout(() => void this.beat(), BEAT_MS);
    }
  }

  private answered(me: Me): void {
    const now = Date.now();
    const silent = now - this.lastByteAt > SILENT_STREAM_MS;
    const mayHaveMissed = this.state.me !== undefined && (silent || !this.state.streaming);
    this.set({ connected: true, me, lastAnswerAt: now, staleSince: undefined, nextTryAt: undefined });
    this.connect();
    if (mayHaveMissed) {
      this.lastByteAt = now;
      this.announce(undefined);
    }
  }

  private silent(): void {
    const now = Date.now();
    const { staleSince, lastAnswerAt } = this.state;
    // A stream that outlives its service is an illusion of a proxy.
    this.closeStream?.();
    this.closeStream = undefined;
    this.set({
      connected: false,
      streaming: false,
      staleSince: staleSince ?? lastAnswerAt ?? now,
      nextTryAt: now + BEAT_MS,
    });
  }

  private connect(): void {
    if (this.closeStream) {
      return;
    }
    let ended = false;
    const close = openStream(
      {
        onBytes: () => {
          this.lastByteAt = Date.now();
          if (!this.state.streaming) {
            this.set({ streaming: true });
          }
        },
        onCommit: (commit) => {
          this.lastEventId = commit && String(commit.seq);
          this.announce(commit);
        },
        onEnd: () => {
          ended = true;
          this.closeStream = undefined;
          this.set({ streaming: false });
        },
      },
      this.lastEventId
    );
    this.closeStream = ended ? undefined : close;
  }

  private set(next: Partial<LiveState>): void {
    this.state = { ...this.state, ...next };
    this.watchers.forEach((watch) => watch());
  }

  private announce(commit: CommitEvent | undefined): void {
    this.changeListeners.forEach((listen) => listen(commit));
  }
}
