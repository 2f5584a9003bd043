import { createHash } from 'node:crypto';
import type { MatcherMode } from '@tocsin/model/matchers';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { InhibitRule } from '#core/mute/inhibit-rule';
import type { TimeIntervals } from '#core/mute/time-interval';
import type { Route } from '#core/route/route-tree';
import type { TemplateSource } from '#template/index';
import type { ConfigError } from './config-error.ts';
import { effectiveConfiguration } from './effective/effective.ts';
import { fields, given, listOf, text } from './fields.ts';
import { personalMail } from './email-config.ts';
import { GlobalConfig, warnOfEmptyGlobals } from './global-config.ts';
import type { EmailSettings } from './settings.ts';
import { checkObserving } from './observing-config.ts';
import { createReading, type Reading } from './reading.ts';
import { type ConfiguredReceiver, type ReadReceiver, readReceiver } from './receivers.ts';
import { withReplacedDefaults } from './replaced-defaults.ts';
import { readRoutes, type ReadRoute } from './routes.ts';
import { createSecretFiles, type SecretFiles } from './secret-files.ts';
import { readTemplateFiles } from './template-files.ts';
import { readInhibitRules } from './inhibit-rules.ts';
import { readTimeIntervals } from './time-intervals.ts';
import { type Path, readYaml } from './yaml-file.ts';

/** An alertmanager.yml, checked, defaults and inheritance filled in. */
export interface AlertmanagerConfig {
  readonly root: Route;
  readonly receivers: ReadonlyMap<string, ConfiguredReceiver>;
  readonly inhibitRules: readonly InhibitRule[];
  readonly timeIntervals: TimeIntervals;
  readonly resolveTimeoutMs: number;
  /** How mail goes to people, who are no receivers: as `global` says. */
  readonly mail?: Omit<EmailSettings, 'to'>;
  /** The effective configuration as YAML, as Alertmanager marshals its own and its tools load it; secrets are `<secret>`. */
  readonly original: string;
  /** The files of `templates:`; a later definition replaces an earlier one. */
  readonly templates: readonly TemplateSource[];
  /** Of all that is written but the secrets, so that it tells nothing of these. */
  readonly hash: string;
  /** What works, but should be written otherwise. */
  readonly warnings: readonly ConfigError[];
}

const TopLevel = fields({
  global: z.unknown().optional(),
  route: z.unknown().optional(),
  receivers: given(listOf(z.unknown(), 'receivers')),
  inhibit_rules: given(listOf(z.unknown(), 'inhibition rules')),
  templates: given(listOf(text, 'templates')),
  mute_time_intervals: given(listOf(z.unknown(), 'time intervals')),
  time_intervals: given(listOf(z.unknown(), 'time intervals')),
  tracing: z.unknown().optional(),
  event_recorder: z.unknown().optional(),
});
const items = z.array(z.unknown()).catch([]);
/** The parts again, for when another part of the file is wrong: all errors are told together. */
const Parts = z.object({
  global: z.unknown().optional(),
  route: z.unknown().optional(),
  receivers: items,
  inhibit_rules: items,
  mute_time_intervals: items,
  time_intervals: items,
  tracing: z.unknown().optional(),
  event_recorder: z.unknown().optional(),
  templates: given(listOf(text, 'templates')).catch(undefined),
});
type Parts = z.output<typeof Parts>;

const Named = z.object({ name: text });

/** Names even of receivers that are wrong otherwise: a route to one of those is no second error. */
const namesOf = (receivers: readonly unknown[]): string[] =>
  receivers.map((receiver) => Named.safeParse(receiver).data?.name ?? '');

const readReceivers = (
  listed: readonly unknown[],
  reading: Reading,
  context: { global: GlobalConfig; globalIsRight: boolean; files: SecretFiles },
): ReadReceiver[] => {
  const names = namesOf(listed);
  names.forEach((name, index) => {
    if (name !== '' && names.indexOf(name) < index)
      reading.problem(
        ['receivers', index, 'name'],
        `there are two receivers "${name}": give each a name of its own`,
      );
  });
  return listed.flatMap((value, index) => {
    const path = ['receivers', index];
    // Upstream takes it for one without a name, which no route can name.
    if (value === null) reading.warn(path, 'an empty receiver is left out: fill it in, or take it out');
    return value === null ? [] : (readReceiver(value, path, { reading, ...context }) ?? []);
  });
};

const readRoot = (
  top: Parts,
  intervals: readonly string[],
  { reading, lineOf }: { reading: Reading; lineOf: (path: Path) => number },
): ReadRoute | undefined => {
  if (top.route === undefined || top.route === null) {
    reading.problem([], 'there is no route: add `route:` with a `receiver:`, where all alerts start');
    return undefined;
  }
  return readRoutes(top.route, ['route'], {
    reading,
    receivers: namesOf(top.receivers),
    intervals,
    lineOf,
  });
};

/** Slack's own method is no secret, and is compared with slack_app_url when the shown configuration is read again. */
const shownGlobal = (global: GlobalConfig): unknown =>
  global.slack_api_url?.reveal() === global.slack_app_url
    ? { ...global, slack_api_url: global.slack_app_url }
    : global;

const Plain = z.record(z.string(), z.unknown());
/** Turned into plain data: that is where secrets become `<secret>` and durations text. */
const plainly = (shown: unknown): z.output<typeof Plain> => Plain.parse(JSON.parse(JSON.stringify(shown)));

/** Of what is written and not of what is shown: another way to show it is no change of the configuration. */
const hashOf = (written: unknown): string => {
  const text = stringify(written, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
};

export interface ConfigSource {
  readonly file: string;
  readonly text: string;
  readonly mode?: MatcherMode;
  /** Reads a template file now, and a `*_file` secret when it is used. */
  readonly readFile: (file: string) => string;
  /** The files that a pattern of `templates:` matches. */
  readonly glob?: (pattern: string) => readonly string[];
}

/** Reads an alertmanager.yml. Throws InvalidConfiguration. */
export const readAlertmanagerConfig = (source: ConfigSource): AlertmanagerConfig => {
  const yaml = readYaml(source.file, source.text);
  const reading = createReading(yaml, source.mode ?? 'fallback');
  reading.check(TopLevel, yaml.value ?? {}, []);
  const top = Parts.safeParse(yaml.value).data ?? Parts.parse({});
  const lineOf = (path: Path): number => yaml.error(path, '').line;
  const global = reading.check(GlobalConfig, top.global ?? {}, ['global']);
  warnOfEmptyGlobals(top.global, reading);
  const files = createSecretFiles(source.file, source.readFile);
  const receivers = readReceivers(top.receivers, reading, {
    global: global ?? GlobalConfig.parse({}),
    globalIsRight: global !== undefined,
    files,
  });
  const intervals = readTimeIntervals(top, reading);
  const rules = readInhibitRules(top.inhibit_rules, { reading, lineOf });
  const root = readRoot(top, intervals.names, { reading, lineOf });
  checkObserving(top, reading);
  reading.end();
  const { readFile, glob = () => [] } = source;
  const templates = readTemplateFiles(top.templates ?? [], source.file, { readFile, glob, reading });
  if (global === undefined || root === undefined) throw new Error('a problem of this file was not noted');
  const written = plainly({
    global: shownGlobal(global),
    route: root.shown,
    ...(rules.length > 0 && { inhibit_rules: rules.map(({ shown }) => shown) }),
    ...intervals.shown,
    receivers: receivers.map(({ shown }) => shown),
    templates: templates.patterns,
  });
  return {
    root: root.route,
    receivers: new Map(
      receivers.map(({ receiver }) => [receiver.name, withReplacedDefaults(receiver, templates.defined)]),
    ),
    inhibitRules: rules.map(({ rule }) => rule),
    timeIntervals: intervals.intervals,
    resolveTimeoutMs: global.resolve_timeout.ms,
    ...personalMail(global, files),
    original: effectiveConfiguration(written, { file: source.file, mode: reading.mode }),
    templates: templates.sources,
    hash: hashOf(written),
    warnings: reading.warnings,
  };
};
