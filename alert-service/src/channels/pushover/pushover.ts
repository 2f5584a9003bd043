import type { PushoverSettings } from '#config/pushover-config';
import type { Channel } from '../channel.ts';
import { aimed, overHttp } from '../http-line.ts';
import { formOf } from './form.ts';

/** Pushover: a push to a person's phone, which rings until it is acknowledged there. */
export const pushover: Channel<PushoverSettings> = {
  type: 'pushover',
  nature: 'paging',
  updatesInPlace: false,
  timeoutMs: () => 20_000,
  send: (message, settings, edge) =>
    overHttp('Pushover', edge, async (line) => {
      const token = aimed(line.reveal(settings.token), { what: 'token', message, edge }).trim();
      const user = aimed(line.reveal(settings.userKey), { what: 'user_key', message, edge }).trim();
      line.hide(token, user);
      // In the body, where upstream has it in the address: an address ends up in the logs of proxies.
      const form = new URLSearchParams({ token, user, ...formOf(message, { settings, edge }) });
      const { outcome } = await line.ask({
        url: settings.apiUrl,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
        http: settings.http,
      });
      return outcome;
    }),
};
