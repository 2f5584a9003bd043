import { compareBytes } from '@tocsin/model';
import { type Silence, silenceState } from '#core/mute/silence';

const states = ['active', 'pending', 'expired'] as const;

/** Alertmanager's order: active ones by their end, pending ones by their start, expired ones the latest first. */
export const silenceOrder =
  (now: number) =>
  (a: Silence, b: Silence): number => {
    const state = silenceState(a, now);
    const between = states.indexOf(state) - states.indexOf(silenceState(b, now));
    return between || within(state, a, b) || a.updatedAt - b.updatedAt || compareBytes(a.id, b.id);
  };

function within(state: (typeof states)[number], a: Silence, b: Silence): number {
  switch (state) {
    case 'active':
      return a.endsAt - b.endsAt;
    case 'pending':
      return a.startsAt - b.startsAt;
    case 'expired':
      return b.endsAt - a.endsAt;
  }
}
