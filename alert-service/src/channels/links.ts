/** The app's pages as the console and Grafana both serve them. */
const app = '/a/tocsin-tocsin-app';
const longestUrl = 2000;

/** Ids are ours and short; what is not cannot break a link. */
const segment = (id: string): string => encodeURIComponent(id.slice(0, 100).toWellFormed());

export const alertPage = (externalUrl: string, fingerprint: string): string =>
  `${externalUrl}${app}/alerts/${segment(fingerprint)}`;

export const alertsPage = (externalUrl: string): string => `${externalUrl}${app}/alerts`;

export const incidentPage = (externalUrl: string, id: string): string =>
  `${externalUrl}${app}/incidents/${segment(id)}`;

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
