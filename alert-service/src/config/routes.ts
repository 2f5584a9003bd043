import { isClassicLabelName, isUtf8LabelName, type Labels, type Matcher, printMatchers } from '@tocsin/model';
import type { GroupBy, Route } from '#core/route/route-tree';
import { checkTemplateFile, TemplateError } from '#template/index';
import { suggestion } from './nearest.ts';
import type { Reading } from './reading.ts';
import { RouteConfig, routeMatchers } from './route-config.ts';
import type { Path } from './yaml-file.ts';

/** What a route hands down to its children. */
type Inherited = Pick<
  Route,
  'receiver' | 'groupBy' | 'groupWaitMs' | 'groupIntervalMs' | 'repeatIntervalMs' | 'labels'
>;

const upstreamDefaults: Inherited = {
  receiver: '',
  groupBy: { all: false, labels: [] },
  groupWaitMs: 30_000,
  groupIntervalMs: 300_000,
  repeatIntervalMs: 14_400_000,
  labels: {},
};

interface Context {
  readonly reading: Reading;
  readonly receivers: readonly string[];
  /** Names of time intervals. */
  readonly intervals: readonly string[];
  readonly lineOf: (path: Path) => number;
}

/** A route, and what of it is shown as the effective configuration. */
export interface ReadRoute {
  readonly route: Route;
  readonly shown: Readonly<Record<string, unknown>>;
}

const isLabelName = (name: string, reading: Reading): boolean =>
  reading.mode === 'classic' ? isClassicLabelName(name) : isUtf8LabelName(name);

const checkGroupBy = (written: readonly string[], path: Path, reading: Reading): void => {
  written.forEach((name, index) => {
    const at = [...path, 'group_by', index];
    if (name !== '...' && !isLabelName(name, reading))
      reading.problem(at, `${JSON.stringify(name)} is no label name`);
    if (name !== '...' && written.indexOf(name) < index)
      reading.problem(at, `the label "${name}" is listed twice: keep one`);
  });
  if (written.includes('...') && written.some((name) => name !== '...'))
    reading.problem(
      [...path, 'group_by'],
      "'...' groups by all labels: take the others out, or take '...' out",
    );
};

/** An empty list overrides the parent's; only an absent one inherits it. */
const groupByOf = (written: readonly string[] | undefined, inherited: GroupBy): GroupBy => {
  if (written === undefined) return inherited;
  return written.includes('...') ? { all: true, labels: [] } : { all: false, labels: written };
};

/** Upstream reads these templates only when it tells: what is wrong in one is no reason to refuse the file. */
const templateFault = (value: string): string | undefined => {
  if (!value.includes('{{')) return undefined;
  try {
    checkTemplateFile({ name: '', text: value });
    return undefined;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
};

const labelsOf = (config: RouteConfig, path: Path, reading: Reading): Labels => {
  for (const [name, value] of Object.entries(config.labels ?? {})) {
    const at = [...path, 'labels', name];
    if (!isLabelName(name, reading)) reading.problem(at, `${JSON.stringify(name)} is no label name`);
    const fault = templateFault(value);
    if (fault !== undefined)
      reading.warn(at, `messages will lack this label, since its template cannot be read: ${fault}`);
  }
  return config.labels ?? {};
};

const checkIntervals = (config: RouteConfig, path: Path, reading: Reading): void => {
  for (const field of ['group_interval', 'repeat_interval'] as const)
    if (config[field]?.ms === 0)
      reading.problem([...path, field], `${field} cannot be zero: write a duration such as 5m`);
};

const checkReceiver = ({ receiver }: RouteConfig, path: Path, { reading, receivers }: Context): void => {
  if (receiver && !receivers.includes(receiver))
    reading.problem(
      [...path, 'receiver'],
      `there is no receiver "${receiver}"${suggestion(receiver, receivers)}`,
    );
};

const intervalFields = ['mute_time_intervals', 'active_time_intervals'] as const;

const checkIntervalNames = (config: RouteConfig, path: Path, { reading, intervals }: Context): void => {
  for (const field of intervalFields)
    config[field]?.forEach((name, index) => {
      if (!intervals.includes(name))
        reading.problem(
          [...path, field, index],
          `there is no time interval "${name}"${suggestion(name, intervals)}`,
        );
    });
};

const checkRoot = (config: RouteConfig, path: Path, reading: Reading): void => {
  if (!config.receiver)
    reading.problem(path, 'the root route must name a receiver, for alerts that nothing else matches');
  for (const field of ['match', 'match_re', 'matchers'] as const)
    if (Object.keys(config[field] ?? {}).length > 0)
      reading.problem(
        [...path, field],
        'the root route must match everything: move the matchers to a route under routes',
      );
  for (const field of intervalFields)
    if ((config[field] ?? []).length > 0)
      reading.problem(
        [...path, field],
        `the root route cannot have ${field}: move them to a route under routes`,
      );
  if (config.continue)
    reading.problem([...path, 'continue'], 'the root route cannot continue: take continue out');
};

const inheritedBy = (config: RouteConfig, from: Inherited, labels: Labels): Inherited => ({
  receiver: config.receiver || from.receiver,
  groupBy: groupByOf(config.group_by, from.groupBy),
  groupWaitMs: config.group_wait?.ms ?? from.groupWaitMs,
  groupIntervalMs: config.group_interval?.ms ?? from.groupIntervalMs,
  repeatIntervalMs: config.repeat_interval?.ms ?? from.repeatIntervalMs,
  labels: { ...from.labels, ...labels },
});

/** Siblings that print alike are told apart from the second on, so that a key names one route. */
const uniqueKeys = (parts: readonly string[]): string[] => {
  const seen = new Map<string, number>();
  return parts.map((part) => {
    const count = (seen.get(part) ?? 0) + 1;
    seen.set(part, count);
    return count === 1 ? part : `${part}#${count}`;
  });
};

interface Node {
  readonly config: RouteConfig;
  readonly path: Path;
  readonly matchers: readonly Matcher[];
}

interface Above {
  readonly key: string;
  readonly from: Inherited;
}

const readNode = (value: unknown, path: Path, context: Context): Node | undefined => {
  const config = context.reading.check(RouteConfig, value, path);
  if (config === undefined) return undefined;
  checkGroupBy(config.group_by ?? [], path, context.reading);
  checkIntervals(config, path, context.reading);
  checkReceiver(config, path, context);
  checkIntervalNames(config, path, context);
  return { config, path, matchers: routeMatchers(config, path, context.reading) };
};

const shownOf = ({ config }: Node, children: readonly ReadRoute[]): ReadRoute['shown'] => ({
  ...config,
  ...(children.length > 0 && { routes: children.map(({ shown }) => shown) }),
});

const build = (node: Node, { key, from }: Above, context: Context): ReadRoute => {
  const { config, path, matchers } = node;
  const handed = inheritedBy(config, from, labelsOf(config, path, context.reading));
  const nodes = (config.routes ?? []).flatMap(
    (child, index) => readNode(child, [...path, 'routes', index], context) ?? [],
  );
  const keys = uniqueKeys(nodes.map((child) => printMatchers(child.matchers)));
  const children = nodes.map((child, index) =>
    build(child, { key: `${key}/${keys[index] ?? ''}`, from: handed }, context),
  );
  const route: Route = {
    ...handed,
    key,
    continue: config.continue,
    matchers,
    muteTimeIntervals: config.mute_time_intervals ?? [],
    activeTimeIntervals: config.active_time_intervals ?? [],
    children: children.map((child) => child.route),
    line: context.lineOf(path),
  };
  return { route, shown: shownOf(node, children) };
};

/** Reads the routing tree, inheritance filled in. */
export const readRoutes = (value: unknown, path: Path, context: Context): ReadRoute | undefined => {
  const root = readNode(value, path, context);
  if (root === undefined) return undefined;
  checkRoot(root.config, path, context.reading);
  return build(root, { key: '{}', from: upstreamDefaults }, context);
};
