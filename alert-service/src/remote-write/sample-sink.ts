import type { WrittenSample } from '#core/rule/samples';

/** Where samples of rules go. */
export interface SampleSink {
  /**
   * Never rejects: resolves once these samples can be read there, or were refused or given up, which the sink itself
   * counts and says. Samples of one series are written in the order of these calls.
   */
  write(samples: readonly WrittenSample[]): Promise<void>;
}
