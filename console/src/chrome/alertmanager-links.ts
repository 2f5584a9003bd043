/**
 * Alertmanager's own pages live behind a hash, and templates, runbooks and other programs have links to them:
 * `#/silences/new?filter={alertname="X"}`. Each has a page here that answers the same question.
 * Undefined: the hash is none of those.
 */
export function pageOfHash(hash: string, appBase: string): string | undefined {
  const [path = '', query = ''] = splitOnce(hash.replace(/^#/, ''), '?');
  const [first = '', second = '', third = ''] = path.split('/').filter(Boolean).map(decoded);
  const asked = (name: string): string => valueIn(query, name);
  switch (first) {
    case 'alerts':
      return addressOf(`${appBase}/alerts`, { filter: asked('filter'), receiver: asked('receiver') });
    case 'status':
      return `${appBase}/status`;
    case 'silences':
      if (second === 'new') {
        return addressOf(`${appBase}/silences/new`, { matchers: asked('filter'), comment: asked('comment') });
      }
      if (second === '') return addressOf(`${appBase}/silences`, { q: wordsOf(asked('filter')) });
      return `${appBase}/silences/${encodeURIComponent(second)}${third === 'edit' ? '/edit' : ''}`;
    default:
      return undefined;
  }
}

function splitOnce(text: string, sign: string): readonly [string, string] {
  const at = text.indexOf(sign);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** As Alertmanager reads it: a plus is a plus, since regular expressions are full of them. */
function valueIn(query: string, name: string): string {
  for (const pair of query.split('&')) {
    const [key, value] = splitOnce(pair, '=');
    if (decoded(key) === name) return decoded(value);
  }
  return '';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The list of silences is searched by words. */
const wordsOf = (filter: string): string => filter.replace(/^\{|\}$/g, '').replaceAll(',', ' ');

function addressOf(path: string, query: Readonly<Record<string, string>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
