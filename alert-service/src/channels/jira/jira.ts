import type { JiraSettings } from '#config/jira-config';
import type { Channel, Edge, Message, Outcome } from '../channel.ts';
import { groupHash } from '../group-hash.ts';
import { aimed, type Line, overHttp, type Reply, type Request } from '../http-line.ts';
import { at } from './address.ts';
import { fieldsOf, forUpdate } from './issue.ts';
import { type Found, foundIn, searchOf, transitionIn } from './search.ts';

/** Jira: one issue there per group here, found again by its label. */
export const jira: Channel<JiraSettings> = {
  type: 'jira',
  nature: 'paging',
  updatesInPlace: false,
  timeoutMs: () => 30_000,
  send: (message, settings, edge) =>
    overHttp('Jira', edge, (line) => {
      const label = `ALERT{${groupHash(message.notice.group)}}`;
      const project = aimed(settings.project, { what: 'project', message, edge });
      const ask: Ask = (call) => line.ask({ ...call, headers, http: settings.http });
      return told({ message, settings, edge, line, label, project, ask });
    }),
};

const headers = { 'content-type': 'application/json', 'accept-language': 'en' };

type Ask = (call: Pick<Request, 'url' | 'method' | 'json'>) => Promise<Reply>;

interface Telling {
  readonly message: Message;
  readonly settings: JiraSettings;
  readonly edge: Edge;
  readonly line: Line;
  readonly label: string;
  readonly project: string;
  readonly ask: Ask;
}

/** What is over and has no open issue needs none. */
async function told(telling: Telling): Promise<Outcome> {
  const { message, settings, line, ask, label, project } = telling;
  const firing = message.notice.firing.length > 0;
  const searched = await ask(searchOf(settings, { firing, label, project }));
  if (searched.outcome.kind !== 'done') return searched.outcome;
  const found = foundIn(searched.body);
  if (found === 'unreadable') return line.judged({ status: 502, body: 'something that is not Jira’s' });
  if (found !== 'none') return updated(found, telling);
  if (!firing) return { kind: 'done' };
  const { outcome } = await ask({ url: at(settings.apiUrl, 'issue'), json: { fields: fieldsOf(telling) } });
  return outcome;
}

async function updated(found: Found, telling: Telling): Promise<Outcome> {
  const { settings, ask } = telling;
  const url = at(settings.apiUrl, `issue/${encodeURIComponent(found.key)}`);
  const fields = forUpdate(fieldsOf(telling), settings);
  const { outcome } = await ask({ url, method: 'PUT', json: { fields } });
  return outcome.kind === 'done' ? moved(found, url, telling) : outcome;
}

async function moved(found: Found, url: string, { ask, line, settings, message }: Telling): Promise<Outcome> {
  const name = transitionOf(found, settings, message.notice.firing.length > 0);
  if (name === '') return { kind: 'done' };
  const place = `${url}/transitions`;
  const known = await ask({ url: place, method: 'GET' });
  if (known.outcome.kind !== 'done') return known.outcome;
  const id = transitionIn(known.body, name);
  if (id === undefined)
    return line.judged({ status: 404, body: `${found.key} has no transition ${JSON.stringify(name)}` });
  return (await ask({ url: place, json: { transition: { id } } })).outcome;
}

/** The way to open or to close it, where it is not so already and the user named one. */
function transitionOf({ done }: Found, settings: JiraSettings, firing: boolean): string {
  if (done === undefined) return '';
  if (firing) return done ? settings.reopenTransition : '';
  return done ? '' : settings.resolveTransition;
}
