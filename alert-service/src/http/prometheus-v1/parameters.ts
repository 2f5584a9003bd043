import { BadData, invalidParameter } from './answer.ts';
import type { ReadSelector } from './context.ts';
import { parseBool, parseInt32 } from './go-values.ts';
import type { Labels } from '@tocsin/model';

/** What `GET /api/v1/rules` was asked. Empty sets ask for all. */
export interface RulesAsked {
  readonly names: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
  /** A rule is asked for when one of these takes its labels as written. */
  readonly matches: readonly ((labels: Labels) => boolean)[];
  readonly type: 'alert' | 'record' | undefined;
  readonly excludeAlerts: boolean;
  readonly page: Page | undefined;
}

export interface Page {
  readonly limit: number;
  /** '' for the first. */
  readonly token: string;
}

/** Checked in Prometheus's order, since the first that is wrong is the one it tells. Throws BadData. */
export function rulesAsked(url: string, readSelector: ReadSelector): RulesAsked {
  const query = queryOf(url);
  const matches = query.getAll('match[]').map((text) => selector(text, readSelector));
  const type = typeOf(query.get('type') ?? '');
  const excludeAlerts = excluded(query.get('exclude_alerts') ?? '');
  return {
    names: new Set(query.getAll('rule_name[]')),
    groups: new Set(query.getAll('rule_group[]')),
    files: new Set(query.getAll('file[]')),
    matches,
    type,
    excludeAlerts,
    page: pageOf(query.get('group_limit') ?? '', query.get('group_next_token') ?? ''),
  };
}

/** Go refuses what other readers of queries let pass. */
function queryOf(url: string): URLSearchParams {
  const at = url.indexOf('?');
  const text = at < 0 ? '' : url.slice(at + 1);
  const [, escape] = /(%(?![\da-f]{2}).{0,2})/i.exec(text) ?? [];
  const why = escape === undefined ? undefined : `invalid URL escape "${escape}"`;
  const fault = text.includes(';') ? 'invalid semicolon separator in query' : why;
  if (fault !== undefined) throw new BadData(`error parsing form values: ${fault}`);
  return new URLSearchParams(text);
}

function selector(text: string, readSelector: ReadSelector): (labels: Labels) => boolean {
  const read = readSelector(text);
  if (read.error !== undefined) throw new BadData(read.error);
  return read.matches;
}

function typeOf(written: string): RulesAsked['type'] {
  const type = written.toLowerCase();
  if (type === '') return undefined;
  if (type !== 'alert' && type !== 'record')
    throw invalidParameter('type', `not supported value ${JSON.stringify(type)}`);
  return type;
}

function excluded(written: string): boolean {
  if (written === '') return false;
  const read = parseBool(written.toLowerCase());
  if (typeof read === 'boolean') return read;
  throw invalidParameter('exclude_alerts', `error converting exclude_alerts: ${read}`);
}

function pageOf(written: string, token: string): Page | undefined {
  if (written === '') {
    if (token === '') return undefined;
    const why = 'group_limit needs to be present in order to paginate over the groups';
    throw invalidParameter('group_next_token', why);
  }
  const limit = parseInt32(written);
  if (typeof limit === 'string')
    throw invalidParameter('group_limit', `group_limit needs to be a valid number: ${limit}`);
  if (limit <= 0) throw invalidParameter('group_limit', 'group_limit needs to be greater than 0');
  return { limit, token };
}
