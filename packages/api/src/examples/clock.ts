/** Times of the examples are counted back from one moment, so that what is shown with them is always of just now. */
export interface ExampleClock {
  readonly now: number;
  /** ISO time so many minutes ago. */
  ago(minutes: number): string;
}

export const exampleClock = (now: number): ExampleClock => ({
  now,
  ago: (minutes) => new Date(now - minutes * 60_000).toISOString(),
});
