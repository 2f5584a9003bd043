import { labelValue, type Labels, type Matcher, printMatchers, sortedNames } from '@tocsin/model';

/** The app's pages as the console and Grafana both serve them. */
const app = '/a/tocsin-tocsin-app';
const longestUrl = 2000;
/** It stands beside four other links in a message that has a limit too. */
const longestForm = 800;

/** Ids are ours and short; what is not cannot break a link. */
const segment = (id: string): string => encodeURIComponent(id.slice(0, 100).toWellFormed());

export const alertPage = (externalUrl: string, fingerprint: string): string =>
  `${externalUrl}${app}/alerts/${segment(fingerprint)}`;

export const alertsPage = (externalUrl: string): string => `${externalUrl}${app}/alerts`;

export const incidentsPage = (externalUrl: string): string => `${externalUrl}${app}/incidents`;

export const incidentPage = (externalUrl: string, id: string): string =>
  `${externalUrl}${app}/incidents/${segment(id)}`;

export const servicePage = (externalUrl: string, name: string): string =>
  `${externalUrl}${app}/services/${segment(name)}`;

/** What encodeURIComponent leaves would end a link in Markdown or wiki text. */
const wholly = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/gu, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

/** The form for a silence, with matchers filled in that match these labels; what would make it too long is left out. */
export function silenceForm(externalUrl: string, labels: Labels): string {
  const form = `${externalUrl}${app}/silences/new`;
  const filled = (matchers: readonly Matcher[]): string =>
    `${form}?matchers=${wholly(printMatchers(matchers).toWellFormed())}`;
  const kept: Matcher[] = [];
  for (const name of sortedNames(labels)) {
    const matcher: Matcher = { name, op: '=', value: labelValue(labels, name) };
    if (matcher.value !== '' && filled([...kept, matcher]).length <= longestForm) kept.push(matcher);
  }
  return kept.length > 0 ? filled(kept) : form;
}

/**
 * A link from an annotation or a sender: http or https, without credentials, of bounded length; else none.
 * A path (`/d/system-health`) is taken as one of ours.
 */
export function outwardLink(text: string | undefined, externalUrl: string): string | undefined {
  const address = text?.trim();
  if (!address || address.length > longestUrl) return undefined;
  const whole = /^\/(?![/\\])/u.test(address) ? externalUrl + address : address;
  if (!/^https?:\/\//iu.test(whole) || !URL.canParse(whole)) return undefined;
  const url = new URL(whole);
  return url.username || url.password || url.href.length > longestUrl ? undefined : url.href;
}
