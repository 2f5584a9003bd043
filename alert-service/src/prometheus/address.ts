/** An address with its credentials taken out of it. */
export interface Address {
  /** To be shown and logged: no userinfo, no query. */
  readonly shown: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** Userinfo goes into a header, so that no error, log line or copied command carries it. */
export function readAddress(text: string): Address {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new Error(
      'the Prometheus address must begin with http:// or https:// and name a host, such as http://localhost:9090',
    );
  }
  const { username, password } = url;
  url.username = '';
  url.password = '';
  url.hash = '';
  url.pathname = url.pathname.replace(/\/+$/, '');
  const shown = url.origin + url.pathname.replace(/\/$/, '');
  if (username === '' && password === '') return { shown, url, headers: {} };
  const credentials = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64');
  return { shown, url, headers: { authorization: `Basic ${credentials}` } };
}

/** What is added to each address, and would be there twice: what to do about it. */
export function doubledPath(text: string): string | undefined {
  const path = URL.parse(text)?.pathname.replace(/\/+$/, '') ?? '';
  if (!/\/api\/v1(\/query|\/query_range)?$/.test(path)) return undefined;
  return 'the address of a Prometheus ends before /api/v1, which is added: take it out';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An API call at this address; what the address has as path and query stays. */
export function endpoint(address: Address, path: string, search: string): URL {
  const url = new URL(address.url);
  url.pathname = `${url.pathname.replace(/\/$/, '')}${path}`;
  if (search !== '') url.search = url.search === '' ? search : `${url.search}&${search}`;
  return url;
}
