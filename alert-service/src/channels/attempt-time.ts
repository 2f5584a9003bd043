/** An attempt holds one of few places on the way out; nobody waits longer than this for one answer. */
const longestGivenMs = 5 * 60_000;

/** How long one attempt may take: what the user says, else what is usual. */
export const attemptMs = (givenMs: number | undefined, usualMs: number): number =>
  Math.min(givenMs || usualMs, longestGivenMs);
