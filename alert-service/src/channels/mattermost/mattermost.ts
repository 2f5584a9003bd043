import type { MattermostSettings } from '#config/mattermost-config';
import type { Channel } from '../channel.ts';
import { overHttp } from '../http-line.ts';
import { postOf } from './post.ts';

/** Mattermost by an incoming webhook. */
export const mattermost: Channel<MattermostSettings> = {
  type: 'mattermost',
  nature: 'chat',
  updatesInPlace: false,
  timeoutMs: () => 20_000,
  send: (message, settings, edge) =>
    overHttp('Mattermost', edge, async (line) => {
      const url = line.address(settings.webhookUrl);
      const { outcome } = await line.ask({
        url,
        json: postOf(message, { settings, edge }),
        http: settings.http,
      });
      return outcome;
    }),
};
