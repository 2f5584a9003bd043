import type { RocketchatSettings } from '#config/rocketchat-config';
import { z } from 'zod';
import type { Channel, Outcome } from '../channel.ts';
import { aimed, type Line, overHttp, type Reply } from '../http-line.ts';
import { attachmentOf } from './attachment.ts';

/** Rocket.Chat by a user's token. */
export const rocketchat: Channel<RocketchatSettings> = {
  type: 'rocketchat',
  nature: 'chat',
  updatesInPlace: false,
  timeoutMs: () => 20_000,
  send: (message, settings, edge) =>
    overHttp('Rocket.Chat', edge, async (line) => {
      const headers = {
        'x-auth-token': line.reveal(settings.token),
        'x-user-id': line.reveal(settings.tokenId),
      };
      const channel = aimed(settings.channel, { what: 'channel', message, edge });
      const reply = await line.ask({
        url: `${settings.apiUrl}api/v1/chat.postMessage`,
        headers,
        json: { ...(channel && { channel }), ...attachmentOf(message, { settings, edge }) },
        http: settings.http,
      });
      return reply.outcome.kind === 'done' ? outcomeOf(reply, line) : reply.outcome;
    }),
};

const Answer = z.object({ success: z.boolean().optional(), error: z.string().optional() });

/** Rocket.Chat may refuse with 200; what is no answer of its own was answered by something before it. */
function outcomeOf({ body }: Reply, line: Line): Outcome {
  try {
    const { success, error = 'no reason given' } = Answer.parse(JSON.parse(body));
    return success ? { kind: 'done' } : line.judged({ status: 400, body: error });
  } catch {
    return line.judged({ status: 502, body: 'something that is not Rocket.Chat’s' });
  }
}
