import fc, { type Arbitrary } from 'fast-check';

export interface ExpressionOptions {
  /** Names that only Prometheus 3 reads. */
  readonly utf8: boolean;
}

const durations = fc.constantFrom('15s', '1m', '90s', '5m');
const names = ['a', 'b', 'c_total', 'one', 'meta', 'odd', 'gone', 'late', 'h', 'mixed', 'turned', 'none'];
const matchers = ['', '', '', '{x="1"}', '{x=~"1|2"}', '{x!="1"}', '{y=""}', '{x=~"ü.*"}'];
const several = ['{__name__=~"a|b"}', '{__name__=~"a|h", x="1"}', '{x="1"}', '{x="1", __name__!="a"}'];
const groupings = ['', ' by (x)', ' by (x, y)', ' without (x)', ' without (y)', ' by (le)', ' by ()'];
const matchings = [
  '',
  '',
  '',
  ' on (x)',
  ' ignoring (y)',
  ' on ()',
  ' on (x) group_left',
  ' on (x) group_left (team)',
];
const setMatchings = ['', '', ' on (x)', ' ignoring (x)', ' on ()'];
const comparisons = ['>', '<', '>=', '!=', '==', '> bool', '<= bool', '== bool'];

const of = (...all: readonly string[]): Arbitrary<string> => fc.constantFrom(...all);
const text = (parts: TemplateStringsArray, ...made: Arbitrary<string>[]): Arbitrary<string> =>
  fc.tuple(...made).map((values) => String.raw({ raw: parts }, ...values));

const ofVector = `abs ceil floor round sgn sqrt exp ln absent timestamp histogram_count histogram_sum hour
  day_of_week -`.split(/\s+/);
const ofRange =
  `rate increase irate delta idelta deriv changes resets avg_over_time sum_over_time max_over_time
  min_over_time count_over_time last_over_time present_over_time absent_over_time stddev_over_time`.split(
    /\s+/,
  );
const aggregations = ['sum', 'avg', 'count', 'min', 'max', 'group', 'stddev'];
const operators = ['+', '-', '*', '/', '%', '^', 'atan2'];

/** Expressions as rules have them, and many that no rule has: most give something, some fail. */
export function expressionsFor({ utf8 }: ExpressionOptions): Arbitrary<string> {
  const dotted = utf8 ? ['{"http.requests"}', '{"http.requests", "service.name"="api"}'] : [];
  const { vector, scalar } = fc.letrec<{ vector: string; scalar: string; selector: string; range: string }>(
    (tie) => ({
      selector: fc.oneof(
        { weight: 8, arbitrary: text`${of(...names)}${of(...matchers)}` },
        { weight: 1, arbitrary: of(...several, ...dotted) },
      ),
      range: fc.oneof(
        { weight: 4, arbitrary: text`${tie('selector')}[${durations}]` },
        { weight: 1, arbitrary: text`${tie('selector')}[${durations}] offset ${durations}` },
        { weight: 1, arbitrary: text`(${tie('vector')})[${durations}:${of('', '15s', '40s')}]` },
      ),
      scalar: fc.oneof(
        { depthSize: 'small' },
        of('0', '1', '2.5', '-3', 'NaN', 'Inf', '-Inf', '1e3', 'time()', 'pi()', '0x1f'),
        text`scalar(${tie('vector')})`,
        text`${tie('scalar')} ${of(...operators)} ${tie('scalar')}`,
        text`(${tie('scalar')})`,
        text`(${tie('scalar')} ${of('> bool', '== bool')} ${tie('scalar')})`,
      ),
      vector: fc.oneof(
        { depthSize: 'small' },
        tie('selector'),
        text`${tie('selector')} ${of('offset 1m', 'offset -1m', '@ 1700050300', '@ end()', '@ start() offset 1m')}`,
        text`vector(${tie('scalar')})`,
        text`${of(...ofVector)}(${tie('vector')})`,
        text`${of(...ofRange)}(${tie('range')})`,
        text`quantile_over_time(0.5, ${tie('range')})`,
        text`predict_linear(${tie('range')}, 60)`,
        text`${of(...aggregations)}${of(...groupings)} (${tie('vector')})`,
        text`${of('topk', 'bottomk')}${of(...groupings)} (${of('1', '2', '0')}, ${tie('vector')})`,
        text`quantile${of(...groupings)} (${of('0.5', '2')}, ${tie('vector')})`,
        text`count_values${of(...groupings)} ("v", ${tie('vector')})`,
        text`${tie('vector')} ${of(...comparisons)} ${tie('scalar')}`,
        text`${tie('scalar')} ${of(...comparisons)} ${tie('vector')}`,
        text`${tie('vector')} ${of(...operators)} ${tie('scalar')}`,
        text`(${tie('vector')}) ${of(...operators, ...comparisons)}${of(...matchings)} (${tie('vector')})`,
        text`(${tie('vector')}) ${of('and', 'or', 'unless')}${of(...setMatchings)} (${tie('vector')})`,
        text`label_replace(${tie('vector')}, "${of('x', 'y', 'new', '__name__')}", "${of('$1', 'k', '')}", "x", "${of('(.*)', '(1)', '')}")`,
        text`label_join(${tie('vector')}, "${of('y', 'new')}", "-", "x", "y")`,
        text`histogram_quantile(0.9, ${of('lat_seconds_bucket', 'rate(lat_seconds_bucket[2m])', 'sum by (le) (lat_seconds_bucket)', 'h', 'rate(h[2m])')})`,
        text`clamp(${tie('vector')}, 0, 2)`,
        text`(${tie('vector')})`,
        text`-${tie('vector')}`,
        text`${of('sort', 'sort_desc')}(${tie('vector')})`,
      ),
    }),
  );
  return fc.oneof(
    { weight: 24, arbitrary: vector },
    { weight: 8, arbitrary: text`${vector} ${of(...comparisons)} ${of('0', '1', '-1')}` },
    { weight: 3, arbitrary: scalar },
    {
      weight: 3,
      arbitrary: text`${of('# first\n', '')}${vector}${of(' # why', '\n# why', '\n\n', ' # )", ("')}`,
    },
    {
      weight: 1,
      arbitrary: of(
        '"text"',
        'a[1m]',
        'a +',
        'a), "x", "", "", "") or (b',
        'nosuch(a)',
        'a{__tocsin_rule__="0"}',
      ),
    },
  );
}
