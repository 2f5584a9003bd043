import type { IndicatorSettings } from '#config/services/settings';
import type { KnownService } from '#services/catalogue/catalogue';
import { askVector, type Asker, type NoAnswer, type Point } from './asker.ts';

/** An indicator that is described, of one service. */
export interface Wanted {
  readonly service: string;
  readonly indicator: IndicatorSettings;
  readonly query: string;
}

export type IndicatorValue =
  | { readonly value: number; readonly series: number; readonly error?: undefined }
  | { readonly value?: undefined; readonly error?: NoAnswer };

export const indicatorKey = ({ service, indicator }: Wanted): string => `${service}\n${indicator.name}`;

/** `$selector` stands for the matchers of the service. */
export const wantedOf = (service: KnownService): Wanted[] =>
  (service.settings?.indicators ?? []).map((indicator) => ({
    service: service.name,
    indicator,
    query: indicator.query.replaceAll('$selector', service.selector),
  }));

const together = 20;
const mark = 'tocsin_indicator';

/** Asks many in one query, each marked by its number; where that fails, each of them alone. */
export async function askIndicators(
  asker: Asker,
  wanted: readonly Wanted[],
  alone: Set<string>,
): Promise<Map<string, IndicatorValue>> {
  const found = new Map<string, IndicatorValue>();
  const askAlone = async (each: Wanted): Promise<void> => {
    const asked = await askVector(asker, each.query);
    found.set(indicatorKey(each), asked.error ? { error: asked.error } : worstOf(each, asked.points));
  };
  const single = wanted.filter(({ query }) => alone.has(query));
  const others = wanted.filter(({ query }) => !alone.has(query));
  const askMany = async (many: readonly Wanted[]): Promise<void> => {
    const asked = await askVector(asker, many.map(marked).join(' or '));
    if (asked.error && !asked.error.silent && many.length > 0) {
      for (const { query } of many) alone.add(query);
      return void (await Promise.all(many.map(askAlone)));
    }
    for (const [index, each] of many.entries())
      found.set(
        indicatorKey(each),
        asked.error ? { error: asked.error } : worstOf(each, of(asked.points, index)),
      );
  };
  await Promise.all([...single.map(askAlone), ...chunks(others, together).map(askMany)]);
  return found;
}

const marked = ({ query }: Wanted, index: number): string =>
  `label_replace((${query}\n), "${mark}", "${index}", "", "")`;

const of = (points: readonly Point[], index: number): Point[] =>
  points.filter(({ labels }) => labels[mark] === String(index));

/** Of several series the worst counts; what is no number counts only where there is nothing else. */
function worstOf({ indicator }: Wanted, points: readonly Point[]): IndicatorValue {
  const values = points.map(({ value }) => value).filter((value) => !Number.isNaN(value));
  if (values.length === 0) return {};
  const value = values.reduce((worst, next) =>
    indicator.below ? Math.min(worst, next) : Math.max(worst, next),
  );
  return { value, series: values.length };
}

export function chunks<T>(all: readonly T[], size: number): T[][] {
  const found: T[][] = [];
  for (let from = 0; from < all.length; from += size) found.push(all.slice(from, from + size));
  return found;
}
