import type { PagerdutySettings } from '#config/pagerduty-config';
import { attemptMs } from '../attempt-time.ts';
import type { Channel } from '../channel.ts';
import { aimed, overHttp } from '../http-line.ts';
import { Refusal } from '../outcome.ts';
import { changeOf, shownAfter } from '../shown-there.ts';
import { changeBody, eventBody } from './event.ts';

const usualAttemptMs = 20_000;

/** The first Events API limits its rate by 403. */
const firstApiRetries = [403] as const;

/** Why an update goes no further than to us. */
const unsaid = {
  nothing: 'nothing was sent: it stands so in PagerDuty already',
  'hand-back': 'nothing was sent: only PagerDuty itself can end an acknowledgement there, by its timeout',
} as const;

/** PagerDuty's Events API: one incident there per group here, ended when the group has ended. */
export const pagerduty: Channel<PagerdutySettings> = {
  type: 'pagerduty',
  nature: 'paging',
  updatesInPlace: false,
  timeoutMs: ({ timeoutMs }) => attemptMs(timeoutMs, usualAttemptMs),
  send: (message, settings, edge) =>
    overHttp('PagerDuty', edge, async (line) => {
      const change = settings.acknowledges ? changeOf(message) : 'tell';
      const receipt = settings.acknowledges && { receipt: shownAfter(change, message) };
      if (change === 'nothing' || change === 'hand-back')
        return { kind: 'done', ...receipt, note: unsaid[change] };
      const key = aimed(line.reveal(settings.key), { what: 'routing_key or service_key', message, edge });
      if (key === '')
        throw new Refusal('the routing_key or service_key is empty: check it with the labels of this group');
      line.hide(key);
      const { outcome } = await line.ask({
        url: settings.url,
        headers: { 'content-type': 'application/json' },
        body:
          change === 'tell'
            ? eventBody(message, { settings, edge, key })
            : changeBody(message, { settings, key, action: change }),
        http: settings.http,
        ...(settings.version === 1 && { alsoRetry: firstApiRetries }),
      });
      return outcome.kind === 'done' ? { ...outcome, ...receipt } : outcome;
    }),
};
