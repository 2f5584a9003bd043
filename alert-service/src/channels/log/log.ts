import type { Channel } from '../channel.ts';
import { factsOf } from '../facts.ts';
import { oneSentence } from '../sentences.ts';

/** Writes to the service's own log: for trying out, and for where nothing else is configured. */
export const log: Channel<Readonly<Record<string, never>>> = {
  type: 'log',
  nature: 'chat',
  updatesInPlace: false,
  timeoutMs: () => 1000,
  async send(message, _settings, edge) {
    const facts = factsOf(message);
    edge.log.warn(oneSentence(facts), {
      receiver: message.notice.receiver,
      group: message.notice.group,
      why: message.notice.why,
      alerts: facts.count,
      url: facts.links.main,
    });
    return { kind: 'done' };
  },
};
