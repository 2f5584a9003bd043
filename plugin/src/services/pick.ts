import type { HealthState, ServiceSummary } from '@tocsin/api';

const WORST = 8;
/** A list that is hardly longer than what it would fold is shown whole. */
const WHOLE_UP_TO = 12;

/** All that are not healthy, and at least eight: the service lists the worst first. */
export function worstOf(services: readonly ServiceSummary[]): readonly ServiceSummary[] {
  if (services.length <= WHOLE_UP_TO) {
    return services;
  }
  const uneasy = services.filter(({ state }) => state !== 'healthy').length;
  return services.slice(0, Math.max(WORST, uneasy));
}

interface Wanted {
  readonly words: string;
  readonly state?: HealthState;
}

export function matching(services: readonly ServiceSummary[], { words, state }: Wanted): readonly ServiceSummary[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return services.filter((service) => {
    const { name, title = '', owner = '', kind, word } = service;
    const all = `${name}\n${title}\n${owner}\n${kind}\n${word}`.toLowerCase();
    return (state === undefined || service.state === state) && wanted.every((one) => all.includes(one));
  });
}
