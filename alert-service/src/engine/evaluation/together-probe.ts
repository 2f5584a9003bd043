import type { Clock } from '#lib/clock';
import type { Answer, PrometheusClient } from '#prometheus/client';
import type { PrometheusError } from '#prometheus/error';
import { divided, type QueryPart, togetherQuery } from './together-query.ts';

/** What a source makes of a query for several rules. */
export interface SourceTraits {
  /** Whether it has said that it can be asked several at once. */
  readonly isFit: boolean;
  /** Why it is not asked such queries for an hour. */
  readonly unfit?: string;
  /** Prometheus before 2.44 makes a number of each native histogram that gets a label. */
  readonly losesHistograms: boolean;
  /** It cannot be reached now. */
  readonly down?: PrometheusError;
}

export type Probe = (at: number) => Promise<SourceTraits>;

const hourMs = 3_600_000;
const timeoutMs = 5_000;

/** Without data, so cheap and always the same: names, equal labels in two rules, numbers, NaN, infinity, nothing. */
const parts: readonly QueryPart[] = [
  { kind: 'vector', expression: 'label_replace(vector(1), "__name__", "a", "", "")' },
  { kind: 'vector', expression: 'label_replace(vector(2), "__name__", "a", "", "") # the same labels' },
  { kind: 'vector', expression: 'label_replace(vector(3), "x", "1", "", "") or vector(-1 / 0)' },
  { kind: 'vector', expression: 'vector(1) > 2' },
  { kind: 'vector', expression: 'vector(0 / 0)' },
  { kind: 'scalar', expression: '0 / 0' },
  { kind: 'scalar', expression: '2 ^ 3' },
];
/** Came after labels stopped costing histograms, in 2.52. */
const newer = 'histogram_avg(vector(0))';

/** Every engine may do it its own way: whether together means the same as alone, it is asked itself, once an hour. */
export function createProbe(client: Pick<PrometheusClient, 'query'>, clock: Clock): Probe {
  let known: { readonly traits: SourceTraits; readonly until: number } | undefined;
  let underWay: ReturnType<Probe> | undefined;
  /** Not given up with the group that asked first: others wait for it too. */
  const look: Probe = async (at) => {
    const ask = (query: string): Promise<Answer> => client.query({ query, at, timeoutMs });
    const [together, version, ...alone] = await Promise.all([
      ask(togetherQuery(parts)),
      ask(newer),
      ...parts.map(({ expression }) => ask(expression)),
    ]);
    const failed = [together, version, ...alone].find(({ error }) => error && error.kind !== 'query');
    const losesHistograms = version.error !== undefined;
    if (failed?.error) {
      const isDown = failed.error.kind === 'unreachable';
      return { isFit: false, losesHistograms, ...(isDown && { down: failed.error }) };
    }
    const unfit = unfitness(together, alone);
    const traits = { isFit: unfit === undefined, losesHistograms, ...(unfit !== undefined && { unfit }) };
    known = { traits, until: clock.elapsed() + hourMs };
    return traits;
  };
  return async (at) => {
    if (known && clock.elapsed() < known.until) return known.traits;
    underWay ??= look(at).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

function unfitness(together: Answer, alone: readonly Answer[]): string | undefined {
  if (together.error) return `it refuses a query for several rules: ${together.error.message}`;
  const answers = divided(together.result, parts);
  const same = answers?.every((answer, index) => printed(answer) === printed(alone[index]));
  return same ? undefined : 'it answers a query for several rules otherwise than each alone';
}

/** As text, in which NaN equals NaN; the order of labels says nothing. */
function printed(answer: Answer | undefined): string {
  if (!answer || answer.error) return `error: ${answer?.error.message ?? ''}`;
  return JSON.stringify(answer.result, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
