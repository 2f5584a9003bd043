/** Takes every secret out of a text that people will read; what remains in its place says that something was there. */
export type Scrub = (text: string) => string;

const shortestSecret = 4;

/** Hides the secrets as they are, as they travel in URLs and in Basic and SASL headers. */
export function scrubber(secrets: readonly (string | undefined)[]): Scrub {
  const forms = secrets.flatMap((secret) =>
    secret && secret.length >= shortestSecret ? formsOf(secret) : [],
  );
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((left, form) => left.replaceAll(form, '<secret>'), text);
}

/** The parts of a webhook's address that are as good as a password: all of it past the host. */
export function addressSecrets(address: string): string[] {
  if (!URL.canParse(address)) return [address];
  const url = new URL(address);
  const segments = url.pathname.split('/').filter((segment) => segment.length >= 8);
  const whole = url.pathname.length > 1 ? [url.pathname + url.search, url.pathname] : [];
  return [address, url.href, ...whole, ...segments, url.search.slice(1), url.username, url.password];
}

/** `https://hooks.slack.com/…`: what may be said of an address. */
export function addressForPeople(address: string): string {
  if (!URL.canParse(address)) return 'an address that cannot be parsed';
  const url = new URL(address);
  return `${url.origin}${url.pathname === '/' && !url.search ? '' : '/…'}`;
}

const formsOf = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret.toWellFormed()),
  Buffer.from(secret).toString('base64'),
  JSON.stringify(secret).slice(1, -1),
];
