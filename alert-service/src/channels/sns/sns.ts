import type { SnsSettings } from '#config/sns-config';
import type { Channel } from '../channel.ts';
import { overHttp } from '../http-line.ts';
import { publicationOf } from './publication.ts';

/** Amazon SNS: a topic, a phone or an endpoint. What speaks to AWS is loaded with the first message. */
export const sns: Channel<SnsSettings> = {
  type: 'sns',
  nature: 'paging',
  updatesInPlace: false,
  timeoutMs: () => 30_000,
  send: (message, settings, edge) =>
    overHttp('SNS', edge, async (line) => {
      const publication = publicationOf(message, { settings, edge });
      const { published } = await import('./aws.ts');
      return published(publication, { message, settings, edge, line });
    }),
};
