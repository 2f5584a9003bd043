import { createInhibitionIndex, type InhibitionIndex } from './inhibition-index.ts';
import { createSilenceIndex, type SilenceIndex } from './silence-index.ts';

/** What is remembered so that asking why an alert is muted is cheap. It follows from the state, and is never stored. */
export interface Muting {
  readonly silences: SilenceIndex;
  readonly inhibition: InhibitionIndex;
}

export const createMuting = (): Muting => ({
  silences: createSilenceIndex(),
  inhibition: createInhibitionIndex(),
});
