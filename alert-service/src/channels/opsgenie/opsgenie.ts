import type { OpsgenieSettings } from '#config/opsgenie-config';
import type { Channel, Edge, Message } from '../channel.ts';
import { groupHash } from '../group-hash.ts';
import { aimed, overHttp, type Request } from '../http-line.ts';
import { cappedCharacters } from '#lib/plain-text';
import { type Change, changeOf, shownAfter } from '../shown-there.ts';
import { type AlertTexts, alertTexts } from './alert-texts.ts';

const longestAttemptMs = 20_000;

/** Opsgenie's Alert API: one alert there per group here, known by its alias. */
export const opsgenie: Channel<OpsgenieSettings> = {
  type: 'opsgenie',
  nature: 'paging',
  updatesInPlace: false,
  timeoutMs: () => longestAttemptMs,
  send: (message, settings, edge) =>
    overHttp('Opsgenie', edge, async (line) => {
      const key = aimed(line.reveal(settings.apiKey), { what: 'api_key', message, edge }).trim();
      line.hide(key);
      const headers = { authorization: `GenieKey ${key}` };
      const change = settings.acknowledges ? changeOf(message) : 'tell';
      const calls =
        change === 'tell' ? callsOf(message, { settings, edge }) : changeCalls(change, message, settings);
      for (const call of calls) {
        const { outcome } = await line.ask({ ...call, headers, http: settings.http });
        if (outcome.kind !== 'done') return outcome;
      }
      return {
        kind: 'done',
        ...(settings.acknowledges && { receipt: shownAfter(change, message) }),
        ...(calls.length === 0 && { note: 'nothing was sent: it stands so in Opsgenie already' }),
      };
    }),
};

type Call = Pick<Request, 'url' | 'method' | 'json'>;

interface Writing {
  readonly settings: OpsgenieSettings;
  readonly edge: Edge;
}

function callsOf(message: Message, { settings, edge }: Writing): readonly Call[] {
  const alias = groupHash(message.notice.group);
  const at = (path: string): string => addressOf(settings.apiUrl, path);
  const texts = alertTexts(message, { settings, edge });
  const known = `v2/alerts/${alias}`;
  if (message.notice.firing.length === 0)
    return [{ url: `${at(`${known}/close`)}`, json: { source: texts.source } }];
  const create: Call = { url: addressOf(settings.apiUrl, 'v2/alerts', false), json: { alias, ...texts } };
  return settings.updateAlerts ? [create, ...updates(texts, (path) => at(`${known}/${path}`))] : [create];
}

/** By this name Opsgenie says that it was us, when it tells us of it. */
export const ourUser = 'Tocsin';
const paths = { acknowledge: 'acknowledge', 'hand-back': 'unacknowledge', resolve: 'close' } as const;
const longestNote = 25_000;

/** Of an alert that Opsgenie has already. https://docs.opsgenie.com/docs/alert-api#acknowledge-alert */
function changeCalls(
  change: Exclude<Change, 'tell'>,
  { notice, incident }: Message,
  { apiUrl }: OpsgenieSettings,
): readonly Call[] {
  if (change === 'nothing' || !incident) return [];
  const path = `v2/alerts/${groupHash(notice.group)}/${paths[change]}`;
  const { id, assignee, resolvedBy } = incident;
  const note = {
    acknowledge: `${assignee ?? 'Somebody'} has ${id} in Tocsin.`,
    'hand-back': `Nobody has ${id} in Tocsin any more.`,
    resolve: `${resolvedBy ?? 'Somebody'} resolved ${id} in Tocsin.`,
  }[change];
  const json = { user: ourUser, source: ourUser, note: cappedCharacters(note, longestNote) };
  return [{ url: addressOf(apiUrl, path), json }];
}

const updates = (texts: AlertTexts, at: (path: string) => string): readonly Call[] => [
  { url: at('message'), method: 'PUT', json: { message: texts.message } },
  {
    url: at('description'),
    method: 'PUT',
    json: texts.description === undefined ? {} : { description: texts.description },
  },
];

function addressOf(apiUrl: string, path: string, byAlias = true): string {
  const url = new URL(apiUrl);
  url.pathname += path;
  if (byAlias) url.searchParams.set('identifierType', 'alias');
  return url.href;
}
