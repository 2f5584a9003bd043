/** `an instant vector`, `a scalar`. */
export const oneOf = (type: ValueType): string => `${type === 'instant vector' ? 'an' : 'a'} ${type}`;

export type ValueType = 'scalar' | 'instant vector' | 'range vector' | 'string';

export interface Signature {
  readonly args: readonly ValueType[];
  readonly returns: ValueType;
  /** How many of the last argument may be left out or added: 0 exactly as many as `args`; -1 any number more. */
  readonly variadic: number;
}

const scalar = 'scalar';
const vector = 'instant vector';
const range = 'range vector';
const string = 'string';

const signature = (args: readonly ValueType[], variadic = 0, returns: ValueType = vector): Signature => ({
  args,
  variadic,
  returns,
});
const each = (names: string, value: Signature): [string, Signature][] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => [name, value]);

const ofVector = `abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count
  histogram_sum histogram_stddev histogram_stdvar ln log10 log2 rad sgn sin sinh sort sort_desc sqrt start_timestamp
  tan tanh timestamp`;
const ofRange = `absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate
  last_over_time mad_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time
  stdvar_over_time sum_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time`;
const ofTime = 'days_in_month day_of_month day_of_week day_of_year hour minute month year';

/** PromQL's functions, 2.x and 3.x, experimental ones included: whether a source has one, the source says. */
export const signatures: ReadonlyMap<string, Signature> = new Map([
  ...each(ofVector, signature([vector])),
  ...each(ofRange, signature([range])),
  ...each(ofTime, signature([vector], 1)),
  ...each('time pi start end step range', signature([], 0, scalar)),
  ...each('min_of max_of', signature([scalar, scalar], 0, scalar)),
  ...each('clamp', signature([vector, scalar, scalar])),
  ...each('clamp_max clamp_min', signature([vector, scalar])),
  ...each('double_exponential_smoothing holt_winters', signature([range, scalar, scalar])),
  ...each('histogram_fraction', signature([scalar, scalar, vector])),
  ...each('histogram_quantile', signature([scalar, vector])),
  ...each('histogram_quantiles', signature([vector, string, scalar, scalar], 9)),
  ...each('info', signature([vector, vector], 1)),
  ...each('label_join', signature([vector, string, string, string], -1)),
  ...each('label_replace', signature([vector, string, string, string, string])),
  ...each('predict_linear', signature([range, scalar])),
  ...each('quantile_over_time', signature([scalar, range])),
  ...each('round', signature([vector, scalar], 1)),
  ...each('scalar', signature([vector], 0, scalar)),
  ...each('sort_by_label sort_by_label_desc', signature([vector, string], -1)),
  ...each('vector', signature([scalar])),
]);

/** The parameter that stands before an aggregation's expression. */
export const aggregationParameter: ReadonlyMap<string, ValueType> = new Map([
  ['topk', scalar],
  ['bottomk', scalar],
  ['quantile', scalar],
  ['limitk', scalar],
  ['limit_ratio', scalar],
  ['count_values', string],
]);

const aggregations = [
  'avg',
  'bottomk',
  'count',
  'count_values',
  'group',
  'max',
  'min',
  'quantile',
  'stddev',
  'sum',
  'topk',
];

/** The known name that reads most like this one, if any is near; swapped letters count as one slip. */
export function nearestName(name: string): string | undefined {
  const near = [...signatures.keys(), ...aggregations]
    .map((known) => ({
      known,
      slips: letters(known) === letters(name) ? 1 : editDistance(name.toLowerCase(), known),
    }))
    .sort((a, b) => a.slips - b.slips)[0];
  return near && near.slips <= Math.max(1, Math.floor(name.length / 3)) ? near.known : undefined;
}

const letters = (name: string): string => [...name.toLowerCase()].sort().join('');

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
