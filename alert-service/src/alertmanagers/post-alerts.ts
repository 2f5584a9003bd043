import { type HttpEdge, overHttp } from '#channels/http-line';
import type { Outcome } from '#channels/channel';
import type { AlertmanagerSettings } from '#config/alerting-config';
import type { DueAlert } from '#core/rule/resend';

/** One request. Never rejects: whatever happens is an outcome. */
export const postAlerts = (
  alerts: readonly DueAlert[],
  { url, http }: Pick<AlertmanagerSettings, 'url' | 'http'>,
  edge: HttpEdge,
): Promise<Outcome> =>
  overHttp(`the Alertmanager at ${url}`, edge, async (line) => {
    const { outcome } = await line.ask({ url, http, json: alerts.map(wireAlert) });
    return outcome;
  });

const wireAlert = ({ labels, annotations, startsAt, endsAt, generatorURL }: DueAlert): object => ({
  annotations,
  endsAt: new Date(endsAt).toISOString(),
  startsAt: new Date(startsAt).toISOString(),
  ...(generatorURL !== '' && { generatorURL }),
  labels,
});
