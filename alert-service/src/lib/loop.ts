/** A duty that does what is due at a moment, and says when to look again. */
export interface Loop {
  start(): void;
  /** Something changed: look again when it is due. */
  nudge(): void;
  /** Does what is due at `now`; resolves with the next due time (Infinity: nothing waits). */
  step(now: number): Promise<number>;
  stop(): Promise<void>;
}
