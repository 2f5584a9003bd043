import { expect, test } from '@jest/globals';
import { flagWarnings } from './flag-warnings.ts';
import { flagTable } from './flag-table.ts';
import { parseFlags } from './flags.ts';

const warned = (...args: string[]): string[] => {
  const flags = parseFlags(args);
  if (!flags.ok) throw new Error(flags.error);
  return flagWarnings(flags.value);
};

test('flags that are not given, or given as they are anyway, are not warned about', () => {
  expect(warned()).toEqual([]);
  expect(warned('--cluster.settle-timeout=1m', '--data.maintenance-interval=15m')).toEqual([]);
  expect(
    warned('--web.timeout=5s', '--cluster.listen-address=', '--cluster.peer-name=a', '--data.retention=1h'),
  ).toEqual([]);
});

test('a flag that changes nothing here is said with why', () => {
  expect(warned('--cluster.settle-timeout=0s', '--data.maintenance-interval=1s')).toEqual([
    '--data.maintenance-interval has no effect: everything is kept at once: there are no snapshots to make',
    '--cluster.settle-timeout has no effect: replicas meet in the database: nothing is told between them',
  ]);
  expect(warned('--cluster.listen-address=', '--cluster.peer=', '--cluster.peer=a:9094')).toEqual([
    '--cluster.peer has no effect: clustering is off by --cluster.listen-address=',
  ]);
  expect(warned('--enable-feature=auto-gomemlimit', '--auto-gomemlimit.ratio=0.5')).toHaveLength(2);
  expect(warned('--enable-feature=event-recorder,receiver-name-in-metrics,classic-mode')).toHaveLength(2);
});

test('every flag that `alertmanager --help` names in 0.34 is known here', () => {
  const names =
    'help config.file storage.path data.retention data.maintenance-interval silences.max-silences silences.max-silence-size-bytes log.silences alerts.gc-interval alerts.per-alertname-limit dispatch.maintenance-interval dispatch.start-delay web.systemd-socket web.listen-address web.config.file web.external-url web.route-prefix web.get-concurrency web.timeout auto-gomemlimit.ratio cluster.listen-address cluster.advertise-address cluster.peer-name cluster.peer cluster.peer-timeout cluster.peers-resolve-timeout cluster.gossip-interval cluster.pushpull-interval cluster.tcp-timeout cluster.probe-timeout cluster.probe-interval cluster.settle-timeout cluster.reconnect-interval cluster.reconnect-timeout cluster.tls-config cluster.allow-insecure-public-advertise-address-discovery cluster.label enable-feature log.level log.format version';
  expect(names.split(' ').filter((name) => !Object.hasOwn(flagTable, name))).toEqual([]);
});
