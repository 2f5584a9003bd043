import { matcherFault } from '@tocsin/model/matchers';
import { doubledPath } from '#prometheus/address';
import type { Flags } from './flags.ts';

const features = [
  'alert-names-in-metrics',
  'receiver-name-in-metrics',
  'group-key-in-metrics',
  'classic-mode',
  'utf8-strict-mode',
  'auto-gomemlimit',
  'event-recorder',
];

/** `scheme://…`: never the address itself, which may hold a password. */
const scheme = (url: string): string => /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? '';

const databaseFault = (url: string): string[] => {
  if (url === '' || scheme(url) === 'sqlite') return [];
  return ['postgres', 'postgresql'].includes(scheme(url))
    ? [
        '--database.url: PostgreSQL is not supported yet: leave the flag out to keep everything in --storage.path',
      ]
    : ['--database.url: write sqlite:PATH, or leave the flag out to keep everything in --storage.path'];
};

const featureFaults = (flag: string): string[] => {
  const wanted = flag === '' ? [] : flag.split(',');
  const unknown = wanted.filter((feature) => !features.includes(feature));
  const both = wanted.includes('classic-mode') && wanted.includes('utf8-strict-mode');
  return [
    ...unknown.map(
      (feature) => `--enable-feature: there is no "${feature}": it can be ${features.join(', ')}`,
    ),
    ...(both ? ['--enable-feature: classic-mode and utf8-strict-mode exclude each other: keep one'] : []),
  ];
};

/** Alertmanager too takes no notice of peers where clustering is off, as Prometheus' operator starts a single one. */
const peerFaults = (flags: Flags): string[] =>
  flags['cluster.listen-address'] === '' || flags['cluster.peer'].every((peer) => peer === '')
    ? []
    : [
        '--cluster.peer: replicas do not gossip here: without a shared database each would send every notification on its own. Start one instance without --cluster.peer, or with --cluster.listen-address= as Alertmanager alone',
      ];

const originFault = (origin: string): string[] => {
  const fault = origin === '' ? undefined : matcherFault({ name: 'origin', op: '=~', value: origin });
  return fault === undefined ? [] : [`--web.cors.origin: ${fault}`];
};

/** A data source named default in tocsin.yml has an address too. */
const ruleFaults = (flags: Flags): string[] => [
  ...(flags['rules.file'].length > 0 && flags['prometheus.url'] === '' && flags['tocsin.config.file'] === ''
    ? ['--rules.file needs --prometheus.url: nothing would be evaluated without a Prometheus to ask']
    : []),
  ...[doubledPath(flags['prometheus.url'])].flatMap((fault) => (fault ? [`--prometheus.url: ${fault}`] : [])),
  ...(flags['evaluation.interval'] > 0 ? [] : ['--evaluation.interval must be more than 0: write 1m']),
  ...(flags['query.timeout'] > 0 ? [] : ['--query.timeout must be more than 0: write 10s']),
  ...(flags['rules.max-concurrent-evals'] > 0
    ? []
    : ['--rules.max-concurrent-evals must be at least 1: write 4']),
  ...(flags['rules.watch-interval'] > 0
    ? []
    : ['--rules.watch-interval must be more than 0: write 5s, or --no-rules.watch']),
];

/** What is read well but cannot be done: why, and what to do instead. */
export const refusals = (flags: Flags): string[] => [
  ...peerFaults(flags),
  ...originFault(flags['web.cors.origin']),
  ...ruleFaults(flags),
  ...databaseFault(flags['database.url']),
  ...featureFaults(flags['enable-feature']),
];
