import { createHmac } from 'node:crypto';
import { parseJson } from '../json.ts';

/** What somebody did, as Slack tells the app. */
export interface Told {
  readonly kind: 'actions' | 'commands' | 'events';
  readonly payload: Record<string, unknown>;
}

/** How the app is told; its answer, or `{failed}` in words. */
export interface Delivery {
  tell(told: Told): Promise<unknown>;
}

export interface RequestUrls {
  /** `…/answers/slack`: below it `actions`, `commands` and `events`. */
  readonly base: string;
  readonly signingSecret: string;
}

const patienceMs = 3_000;

/** Slack's way over HTTP: each request signed, version 0. */
export function overHttp({ base, signingSecret }: RequestUrls): Delivery {
  return {
    async tell({ kind, payload }) {
      const body = bodyOf({ kind, payload });
      const timestamp = String(Math.floor(Date.now() / 1000));
      const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
      const headers = {
        'content-type': kind === 'events' ? 'application/json' : 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${digest}`,
      };
      try {
        const signal = AbortSignal.timeout(patienceMs);
        const response = await fetch(`${base}/${kind}`, { method: 'POST', headers, body, signal });
        const text = await response.text();
        if (!response.ok) return { failed: `the app answered ${response.status}: ${text.slice(0, 300)}` };
        return text === '' ? undefined : parseJson(text);
      } catch (error) {
        return {
          failed: `the app did not answer: ${error instanceof Error ? error.message : String(error)}`,
        };
      }
    },
  };
}

function bodyOf({ kind, payload }: Told): string {
  if (kind === 'events') return JSON.stringify(payload);
  if (kind === 'actions') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return new URLSearchParams(
    Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}
