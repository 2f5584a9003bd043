import { type FlagName, flagTable } from './flag-table.ts';
import type { Flags } from './flags.ts';

/** Upstream's flags that are read and change nothing here, each with why. */
const withoutEffect: Partial<Record<FlagName, string>> = {
  'data.maintenance-interval': 'everything is kept at once: there are no snapshots to make',
  'dispatch.maintenance-interval': 'a group goes as soon as it is empty: there is nothing to clear away',
  'auto-gomemlimit.ratio': 'it is for Go’s memory: give Node its limit by NODE_OPTIONS=--max-old-space-size',
};
const features: Partial<Record<string, string>> = {
  'auto-gomemlimit': 'there is no Go here whose memory could be limited',
  'event-recorder': 'the timeline of each alert and incident has what it would record',
  'alert-names-in-metrics': 'that label is not there yet',
  'receiver-name-in-metrics': 'that label is not there yet',
  'group-key-in-metrics': 'that label is not there yet',
};
const alone = 'clustering is off by --cluster.listen-address=';
const gossip = 'replicas meet in the database: nothing is told between them';
const unused = /^cluster\.(?!listen-address$|peer$|peer-name$)/;

const isSet = (flags: Flags, name: FlagName): boolean => {
  const usual: unknown = flagTable[name].parse(undefined);
  return JSON.stringify(flags[name]) !== JSON.stringify(usual);
};

const names = Object.keys(flagTable).filter((name): name is FlagName => Object.hasOwn(flagTable, name));

/** What a flag that was given does not do: said at the start, not ignored. */
export const flagWarnings = (flags: Flags): string[] => [
  ...names.flatMap((name) => {
    const why = withoutEffect[name] ?? (unused.test(name) ? gossip : undefined);
    return why !== undefined && isSet(flags, name) ? [`--${name} has no effect: ${why}`] : [];
  }),
  ...(flags['cluster.peer'].some((peer) => peer !== '') ? [`--cluster.peer has no effect: ${alone}`] : []),
  ...flags['enable-feature'].split(',').flatMap((feature) => {
    const why = features[feature];
    return why === undefined ? [] : [`--enable-feature=${feature} has no effect: ${why}`];
  }),
];
