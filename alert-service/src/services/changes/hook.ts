import type { ChangeInput } from '#core/changes/input';
import { oneLine } from '#lib/plain-text';

/** What a webhook comes to: a change, or why nothing, in words for whoever looks at its deliveries. */
export type FromHook = ChangeInput['change'] | { readonly nothing: string };

type Outcome = NonNullable<ChangeInput['change']['outcome']>;

const longest = { title: 300, text: 2_000, name: 200 };

/** One line of what others wrote; nothing where there is nothing. */
export const said = (text: string | null | undefined, most = longest.name): string | undefined =>
  oneLine(text ?? '', most) || undefined;

/** `2.41.0` where it reads as a version, else the beginning of the commit. */
export function versionOf(
  ref: string | null | undefined,
  commit: string | null | undefined,
): string | undefined {
  if (ref && /^v?\d[\w.+-]*$/u.test(ref) && !/^[0-9a-f]{40}$/u.test(ref)) return said(ref);
  return said(commit?.slice(0, 7)) ?? said(ref);
}

interface Deployment {
  readonly what: string;
  readonly version: string | undefined;
  readonly environment: string | undefined;
  readonly outcome: Outcome;
}

/** `shop 2.41.0 deployed to production` */
export function deploymentTitle({ what, version, environment, outcome }: Deployment): string {
  const thing = version === undefined ? what : `${what} ${version}`;
  const where = environment === undefined ? '' : ` to ${environment}`;
  const words: Readonly<Record<Outcome, string>> = {
    running: `${thing} is being deployed${where}`,
    success: `${thing} deployed${where}`,
    failure: `Deployment of ${thing}${where} failed`,
    cancelled: `Deployment of ${thing}${where} was cancelled`,
  };
  return oneLine(words[outcome], longest.title);
}

/** What is there, without what is not. */
export function given<Value extends object>(value: Value): { [K in keyof Value]?: NonNullable<Value[K]> } {
  const found: { [K in keyof Value]?: NonNullable<Value[K]> } = {};
  for (const name in value) {
    const each = value[name];
    if (each !== undefined && each !== null) found[name] = each;
  }
  return found;
}

/** Times as others write them; what cannot be read is no time. */
export function timeOf(written: string | number | null | undefined): number | undefined {
  const at = typeof written === 'number' ? written : Date.parse(written ?? '');
  return Number.isNaN(at) ? undefined : at;
}

export const isWanted = (names: readonly string[], name: string | undefined): boolean =>
  names.length === 0 || (name !== undefined && names.includes(name));

/** As configured; else the service with the name of the repository, where there is one. */
export function servicesFor(
  repository: string,
  configured: ReadonlyMap<string, readonly string[]>,
  isService: (name: string) => boolean,
): readonly string[] {
  const written = configured.get(repository.toLowerCase());
  if (written) return written;
  const name = repository.split('/').at(-1) ?? repository;
  return isService(name) ? [name] : [];
}
