import type { VictoropsSettings } from '#config/victorops-config';
import { bodyOf, faultLine } from '../body.ts';
import type { Channel, Edge, Message } from '../channel.ts';
import { factsOf } from '../facts.ts';
import { groupHash } from '../group-hash.ts';
import { aimed, overHttp } from '../http-line.ts';
import { cappedCharacters } from '#lib/plain-text';
import { titleWords } from '../sentences.ts';
import { plainStyle as style } from '../text-style.ts';
import { worded } from '../wording.ts';

/** https://help.victorops.com/knowledge-base/incident-fields-glossary/ */
const longestMessage = 20_480;
const firingTypes: ReadonlySet<string> = new Set(['INFO', 'WARNING', 'CRITICAL']);

/** VictorOps (Splunk On-Call): one incident there per group here, recovered when the group has ended. */
export const victorops: Channel<VictoropsSettings> = {
  type: 'victorops',
  nature: 'paging',
  updatesInPlace: false,
  timeoutMs: () => 20_000,
  send: (message, settings, edge) =>
    overHttp('VictorOps', edge, async (line) => {
      const key = line.reveal(settings.apiKey);
      const route = aimed(settings.routingKey, { what: 'routing_key', message, edge });
      const { outcome } = await line.ask({
        url: addressOf(settings.apiUrl, key, route),
        json: alertOf(message, { settings, edge }),
        http: settings.http,
      });
      return outcome;
    }),
};

/** A route is one name in the path: what a label puts into it cannot lead elsewhere. */
const addressOf = (apiUrl: string, key: string, route: string): string =>
  apiUrl + [key, route].map((part) => encodeURIComponent(part.toWellFormed())).join('/');

function alertOf(message: Message, { settings, edge }: { settings: VictoropsSettings; edge: Edge }): object {
  const facts = factsOf(message);
  const fits = (body: string): boolean => body.length <= longestMessage - 500;
  return worded(message, edge, (say, fault) => {
    const type = say(settings.messageType, 'CRITICAL');
    const own = faultLine(fault, style) + bodyOf(facts, { style, fits });
    return {
      message_type:
        message.notice.firing.length === 0 ? 'RECOVERY' : firingTypes.has(type) ? type : 'CRITICAL',
      entity_id: groupHash(message.notice.group),
      entity_display_name: say(settings.entityDisplayName, titleWords(facts)),
      state_message: cappedCharacters(say(settings.stateMessage, own), longestMessage),
      monitoring_tool: say(settings.monitoringTool, 'Tocsin'),
      ...Object.fromEntries(Object.entries(settings.customFields).map(([name, value]) => [name, say(value)])),
    };
  });
}
