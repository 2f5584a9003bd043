import type { FurtherAlertmanagers } from './alertmanagers.ts';
import type { Configuration } from '#config/load';
import type { RuleGroup } from '#core/rule/rule';
import { createEvaluator, type Evaluated, type Evaluator } from '#engine/evaluator';
import type { RuleFindings } from '#engine/findings/rule-findings';
import type { PrometheusClient } from '#prometheus/client';
import type { RemoteWriteView } from '#remote-write/settings';
import { type Foundation, storedStates } from './parts.ts';
import { createRemoteWrites } from './remote-writes.ts';
import { createRuleBook, type RuleBook } from './rule-book.ts';
import { createPromiseRules, type PromiseRules } from './promise-rules.ts';
import { createFindings } from './rule-findings.ts';
import { createSources, type RunningSource } from './sources.ts';

export interface Rules {
  /** Of the data source with this name; without one of the first: queries of the console go there. */
  client(name?: string): PrometheusClient | undefined;
  readonly evaluator: Evaluator;
  /** Of people, evaluated beside those of the files. */
  readonly book: RuleBook;
  /** Those that watch what is promised of services. */
  readonly promises: PromiseRules;
  /** What of the rules nothing has ever matched. */
  readonly findings: RuleFindings;
  /** Where what the rules of a data source say is written. */
  remoteWritesOf(source: string): readonly RemoteWriteView[];
  /** Those that there are now. */
  sources(): readonly RunningSource[];
  /** Evaluates what is configured now; groups that are as they were go on undisturbed. */
  replace(configuration: RuleConfiguration): Promise<void>;
  /** What rules said is still written, as far as the time allows. */
  close(): Promise<void>;
}

type RuleConfiguration = Pick<Configuration, 'sources' | 'groups'>;

export interface RulesParts {
  readonly alertmanagers: FurtherAlertmanagers;
  /** How long nobody evaluated before this start. */
  readonly downtimeMs: number;
}

const writeWithinMs = 5_000;

/** Without a data source there is nothing to ask: what an earlier start held firing is resolved. */
export function createRules(foundation: Foundation, { alertmanagers, downtimeMs }: RulesParts): Rules {
  const { parts, inForce, engine, metrics, where } = foundation;
  const { clock, log, flags } = parts;
  const book = createRuleBook(foundation);
  const promises = createPromiseRules(foundation);
  const remoteWrites = createRemoteWrites(foundation);
  const sources = createSources(foundation, (source) => remoteWrites.sinkFor(source));
  let loaded: readonly RuleGroup[] = [];
  const evaluated = ({ groups }: RuleConfiguration): Evaluated => {
    loaded = promises.beside(book.beside(groups));
    return { groups: loaded, sources: sources.current() };
  };
  const first = inForce.current().configuration;
  sources.replace(first.sources);
  const evaluator = createEvaluator(evaluated(first), {
    clock,
    log,
    sink: engine,
    stored: storedStates(engine),
    isFiring: (fingerprint) => (engine.state().alerts.get(fingerprint)?.alert.endsAt ?? 0) > clock.now(),
    downtimeMs,
    externalURL: where.externalUrl,
    forGraceMs: flags['rules.alert.for-grace-period'],
    handOver: alertmanagers.handOver,
    outlet: alertmanagers.outlet,
    resendDelayMs: flags['rules.alert.resend-delay'],
    meter: metrics.meter,
  });
  const replace = async (configuration: RuleConfiguration): Promise<void> => {
    alertmanagers.takeUp();
    const { retire } = sources.replace(configuration.sources);
    await evaluator.replace(evaluated(configuration));
    retire();
    remoteWrites.retain(configuration.sources);
  };
  const takeUp = (what: string) => (): void => {
    replace(inForce.current().configuration).catch((error: unknown) =>
      log.error(`${what} could not be taken up`, { err: error }),
    );
  };
  book.onChange(takeUp('rule groups made in the app'));
  promises.onChange(takeUp('rules that watch promises'));
  return {
    client: (name) => sources.current().find((source) => name === undefined || source.name === name)?.client,
    evaluator,
    book,
    promises,
    findings: createFindings(foundation, {
      ...{ groups: () => loaded, sources: () => sources.current(), evaluator },
    }),
    sources: () => sources.current(),
    remoteWritesOf: (name) => remoteWritesOf(foundation, remoteWrites, name),
    replace,
    async close() {
      await remoteWrites.stop(writeWithinMs);
      sources.close();
    },
  };
}

function remoteWritesOf(
  { inForce }: Foundation,
  writes: ReturnType<typeof createRemoteWrites>,
  name: string,
): readonly RemoteWriteView[] {
  const found = inForce.current().configuration.sources.find((source) => source.name === name);
  return found ? writes.of(found) : [];
}
