import type { IncidentioSettings } from '#config/incidentio-config';
import { attemptMs } from '../attempt-time.ts';
import type { Channel, Edge, Message } from '../channel.ts';
import { groupData } from '../group-data.ts';
import { overHttp } from '../http-line.ts';
import { webhookJson } from '../webhook/go-json.ts';

const usualAttemptMs = 30_000;
const longestBody = 512 * 1024;

/** incident.io's alert source of kind Alertmanager: the webhook's body with a version of its own. */
export const incidentio: Channel<IncidentioSettings> = {
  type: 'incidentio',
  nature: 'webhook',
  updatesInPlace: false,
  timeoutMs: ({ timeoutMs }) => attemptMs(timeoutMs, usualAttemptMs),
  send: (message, settings, edge) =>
    overHttp('incident.io', edge, async (line) => {
      const { outcome } = await line.ask({
        url: line.address(settings.url),
        headers: {
          'content-type': 'application/json',
          'idempotency-key': message.notice.id.replace(/[^\x21-\x7e]/gu, '_'),
        },
        body: bodyOf(message, { settings, edge }),
        http: settings.http,
      });
      return outcome;
    }),
};

/** One alert there stands for the whole group: where all of them are too large, the first goes alone. */
function bodyOf(message: Message, { settings, edge }: { settings: IncidentioSettings; edge: Edge }): string {
  const group = groupData(message, settings.maxAlerts);
  const whole = webhookJson(group, message.notice.group, '1');
  const bytes = Buffer.byteLength(whole);
  if (bytes <= longestBody) return whole;
  edge.log.warn('only the first alert of a group goes to incident.io: all are larger than it takes', {
    bytes,
    receiver: message.notice.receiver,
  });
  const first = { ...group.data, alerts: group.data.alerts.slice(0, 1) };
  return webhookJson({ ...group, data: first }, message.notice.group, '1');
}
