import { type InterpolateFunction, locationUtil, textUtil } from '@grafana/data';

/**
 * A link that the dashboard's author wrote, with `${service}` and the dashboard's variables filled in; without one, the
 * page of the app. What would run as a script is no link.
 */
export function linkOf(
  written: string,
  {
    usual,
    values,
    replaceVariables,
  }: { usual: string; values: Readonly<Record<string, string>>; replaceVariables: InterpolateFunction }
): string {
  if (written.trim() === '') {
    return locationUtil.assureBaseUrl(usual);
  }
  const scoped = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { text: value, value }]));
  return locationUtil.assureBaseUrl(textUtil.sanitizeUrl(replaceVariables(written, scoped, encodeURIComponent)));
}
