import type { Outcome } from '../channel.ts';
import { type Answer, say } from './http-server.ts';
import { integrationSettings, planted } from './integration-settings.ts';
import { type Harness, httpAnswers, httpExpected, overHttp, type Situation } from './situations.ts';

interface Ways {
  readonly answers?: Partial<Record<Situation, Answer>>;
  readonly expected?: Partial<Record<Situation, Partial<Outcome> & { readonly kind: Outcome['kind'] }>>;
}

/** Where a receiver does not speak plain HTTP: what it says instead, and what that comes to. */
const ways: Readonly<Record<string, Ways>> = {
  rocketchat: {
    answers: { accepts: say(200, { success: true }) },
  },
  discord: {
    answers: { accepts: say(204) },
  },
  pagerduty: {
    answers: { accepts: say(202, { status: 'success' }) },
  },
};

export const integrationHarnesses: Readonly<Record<string, Harness>> = Object.fromEntries(
  Object.entries(integrationSettings).map(([name, settingsAt]) => {
    const { answers, expected } = ways[name] ?? {};
    const harness: Harness = {
      type: settingsAt('http://127.0.0.1').type,
      secrets: [planted],
      expected: { ...httpExpected, ...expected },
      start: overHttp({ ...httpAnswers, ...answers }, ({ origin }) => settingsAt(origin)),
    };
    return [name, harness];
  }),
);
