import { address, choice, count, list, ratio, span, toggle, words } from './flag-kinds.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Alertmanager's flags, with its defaults. */
const alertmanager = {
  'config.file': words('alertmanager.yml', 'Alertmanager configuration file.'),
  'storage.path': words('data/', 'Folder for the database and what else is kept.'),
  'data.retention': span(120 * hour, 'How long history is kept.'),
  'data.maintenance-interval': span(
    15 * minute,
    'Upstream’s interval of snapshots; here everything is kept at once.',
  ),
  'silences.max-silences': count(0, 'Silences at most, expired ones included; 0 or less: no limit.'),
  'silences.max-silence-size-bytes': count(0, 'Size of a silence at most; 0 or less: no limit.'),
  'log.silences': toggle('Log changes of silences.'),
  'alerts.gc-interval': span(30 * minute, 'Interval between clearing away ended alerts.'),
  'alerts.per-alertname-limit': count(0, 'Alerts of one name at most; 0 or less: no limit.'),
  'dispatch.maintenance-interval': span(30_000, 'Upstream’s interval of clearing away groups.'),
  'dispatch.start-delay': span(0, 'Nothing is dispatched before this time has passed since the start.'),
  'auto-gomemlimit.ratio': ratio(0.9, 'For Go’s memory limit; not used.'),
  'enable-feature': words('', 'Features between commas: classic-mode, utf8-strict-mode.'),
  'log.level': choice(['debug', 'info', 'warn', 'error'], 'info', 'Least level that is logged.'),
  'log.format': choice(['logfmt', 'json'], 'logfmt', 'Form of the log.'),
};

const web = {
  'web.listen-address': list([':9093'], 'Address to listen on; port 0 picks a free one.'),
  'web.external-url': address('', 'The address under which people reach this service; for links.'),
  'web.route-prefix': words('', 'Prefix of all paths; default: the path of --web.external-url.'),
  'web.config.file': words('', 'TLS and authentication of the web server.'),
  'web.systemd-socket': toggle('Listen on the sockets that systemd hands over.'),
  'web.get-concurrency': count(
    0,
    'GET requests answered at once at most; 0 or less: as many as the machine bears.',
  ),
  'web.timeout': span(0, 'Time for a request at most; 0: no limit.'),
};

const cluster = {
  'cluster.listen-address': words(
    '0.0.0.0:9094',
    'Empty: the status says that clustering is off. Nothing listens on it.',
  ),
  'cluster.advertise-address': words('', 'Not used: replicas meet in the database.'),
  'cluster.peer-name': words('', 'Name of this replica in the status.'),
  'cluster.peer': list(
    [],
    'Refused unless --cluster.listen-address is empty: replicas need a shared database.',
  ),
  'cluster.peer-timeout': span(15_000, 'Not used.'),
  'cluster.peers-resolve-timeout': span(15_000, 'Not used.'),
  'cluster.gossip-interval': span(200, 'Not used.'),
  'cluster.pushpull-interval': span(minute, 'Not used.'),
  'cluster.tcp-timeout': span(10_000, 'Not used.'),
  'cluster.probe-timeout': span(500, 'Not used.'),
  'cluster.probe-interval': span(1000, 'Not used.'),
  'cluster.settle-timeout': span(minute, 'Not used.'),
  'cluster.reconnect-interval': span(10_000, 'Not used.'),
  'cluster.reconnect-timeout': span(6 * hour, 'Not used.'),
  'cluster.tls-config': words('', 'Not used.'),
  'cluster.allow-insecure-public-advertise-address-discovery': toggle('Not used.'),
  'cluster.label': words('', 'Not used.'),
};

/** What Alertmanager has no flags for. */
const own = {
  'web.cors.origin': words(
    '',
    'Other origins whose pages may call the APIs, as a whole regular expression; default: none.',
  ),
  'tocsin.config.file': words('', 'Our own configuration (tocsin.yml), beside Alertmanager’s.'),
  'rules.file': list(
    [],
    'Prometheus rule files to evaluate, with * and ?. Without any, nothing is evaluated.',
  ),
  'rules.watch': toggle('Read rule files again when they change.', true),
  'rules.watch-interval': span(5_000, 'How often rule files are looked at.'),
  'rules.query-offset': span(
    0,
    'How far back rules are evaluated whose groups have no query_offset, for samples that come late.',
  ),
  'rules.max-concurrent-evals': count(4, 'Queries of rules at once at most, for each data source.'),
  'rules.batch': toggle(
    'Ask rules that are due together in one query, where that surely gives the same.',
    true,
  ),
  'rules.alert.for-outage-tolerance': span(
    hour,
    'After a longer pause pending alerts begin their `for` anew.',
  ),
  'rules.alert.for-grace-period': span(
    10 * minute,
    'Time at least between a restart and the firing of what was pending before it, where `for` is longer than that.',
  ),
  'rules.alert.resend-delay': span(
    minute,
    'Time at least before an alert that has not changed is told again.',
  ),
  'prometheus.url': address(
    '',
    'The Prometheus that rules are evaluated on: the data source "default". More of them stand in tocsin.yml.',
  ),
  'evaluation.interval': span(minute, 'Interval of rule groups that name none.'),
  'query.timeout': span(10_000, 'Time for one query at most.'),
  'remote-write.url': address(
    '',
    'Where recording rules, ALERTS and ALERTS_FOR_STATE of the data source "default" are written: the whole address.',
  ),
  'web.forward-queries': toggle(
    'Answer queries on /api/v1 by asking the first data source, for whoever may reach this server.',
  ),
  'database.url': words('', 'Where state is kept; default: SQLite in --storage.path.'),
  'secrets.key-file': words(
    '',
    'The key that seals secrets entered in the app; made at the first start. Default: secrets.key in --storage.path.',
  ),
  'console.path': words('', 'Folder with the built console; default: the one shipped.'),
};

const asides = {
  help: toggle('Show this text.'),
  version: toggle('Show the version.'),
};

export const flagTable = { ...alertmanager, ...web, ...cluster, ...own, ...asides };
export type FlagName = keyof typeof flagTable;
export const isFlagName = (name: string): name is FlagName => Object.hasOwn(flagTable, name);
