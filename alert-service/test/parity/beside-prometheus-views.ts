/** What differs by nature: when each was evaluated, how long it took, and the words of an error. */
const differing = new Set(['evaluationTime', 'lastEvaluation', 'activeAt', 'keepFiringSince']);
/** Fields that Prometheus has since 2.43 and later. */
const newer = new Set(['keepFiringFor', 'keepFiringSince']);

interface Group {
  readonly name: string;
  readonly lastEvaluation: string;
}

/** The groups as /api/v1/rules tells them, by name. */
export type Views = Readonly<Record<string, unknown>>;

export async function readViews(url: string): Promise<Views> {
  return Object.fromEntries((await readGroups(url)).map((group) => [group.name, comparable(group)]));
}

async function readGroups(url: string): Promise<readonly Group[]> {
  const answer = await fetch(`${url}/api/v1/rules`);
  const { data } = (await answer.json()) as { data: { groups: readonly Group[] } };
  return data.groups;
}

/** Of the group that was evaluated the longest ago; none before all were. */
export async function lastEvaluation(url: string): Promise<string | undefined> {
  const [first] = (await readGroups(url)).map((group) => group.lastEvaluation).sort();
  return first?.startsWith('0001-') ? undefined : first;
}

function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable).sort(byText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, each]) => !differing.has(name) && !(newer.has(name) && each === 0))
      .map(([name, each]) => [name, comparableField(name, each)]),
  );
}

/** Prometheus prints an expression anew: spaces do not count. */
function comparableField(name: string, value: unknown): unknown {
  if (name === 'lastError') return 'said';
  return name === 'query' ? String(value).replaceAll(/\s/g, '') : comparable(value);
}

/** Alerts come in no order; rules do. */
const byText = (a: unknown, b: unknown): number => {
  const [first, second] = [a, b].map((value) => JSON.stringify(value));
  return isAlert(a) && isAlert(b) && first !== undefined && second !== undefined && first < second ? -1 : 0;
};

const isAlert = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'annotations' in value && 'value' in value;
