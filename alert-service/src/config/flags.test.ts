import { expect, test } from '@jest/globals';
import { flagHelp, type Flags, matcherModeOf, parseFlags } from './flags.ts';

const parse = (...args: string[]): Flags => {
  const result = parseFlags(args);
  if (!result.ok) throw new Error(result.error);
  return result.value;
};
const refused = (...args: string[]): string => {
  const result = parseFlags(args);
  return result.ok ? 'accepted' : result.error;
};

test('without flags there are Alertmanager’s defaults', () => {
  expect(parse()).toMatchObject({
    'config.file': 'alertmanager.yml',
    'storage.path': 'data/',
    'data.retention': 120 * 3_600_000,
    'web.listen-address': [':9093'],
    'web.external-url': '',
    'cluster.listen-address': '0.0.0.0:9094',
    'dispatch.start-delay': 0,
    'log.level': 'info',
    'log.format': 'logfmt',
    'rules.file': [],
    'evaluation.interval': 60_000,
    help: false,
    version: false,
  });
});

test('a value follows after a space or an equals sign, and may be empty or hold one itself', () => {
  expect(parse('--config.file', 'a.yml', '--storage.path=/x=y')).toMatchObject({
    'config.file': 'a.yml',
    'storage.path': '/x=y',
  });
  expect(parse('--cluster.listen-address=')['cluster.listen-address']).toBe('');
  expect(parse('--cluster.listen-address', '')['cluster.listen-address']).toBe('');
});

test('repeatable flags gather, in their order, and replace the default', () => {
  expect(
    parse(
      '--web.listen-address=:0',
      '--web.listen-address',
      '[::1]:9093',
      '--rules.file=a/*.yml',
      '--rules.file=b.yml',
      '--prometheus.url=http://localhost:9090',
    ),
  ).toMatchObject({ 'web.listen-address': [':0', '[::1]:9093'], 'rules.file': ['a/*.yml', 'b.yml'] });
});

test('switches have a no- form and take no value', () => {
  expect(parse('--log.silences')['log.silences']).toBe(true);
  expect(parse('--no-log.silences')['log.silences']).toBe(false);
  expect(refused('--log.silences=5')).toBe(
    '--log.silences takes no value: write --log.silences or --no-log.silences',
  );
  expect(refused('--no-config.file')).toContain('unknown flag --no-config.file');
});

test('the flags of rules have the names and defaults of Prometheus where it has them', () => {
  expect(parse()).toMatchObject({
    'rules.watch': true,
    'rules.watch-interval': 5_000,
    'rules.query-offset': 0,
    'rules.max-concurrent-evals': 4,
    'rules.batch': true,
    'rules.alert.for-outage-tolerance': 3_600_000,
    'rules.alert.for-grace-period': 600_000,
    'rules.alert.resend-delay': 60_000,
    'query.timeout': 10_000,
    'remote-write.url': '',
  });
  expect(parse('--no-rules.batch', '--no-rules.watch')).toMatchObject({
    'rules.batch': false,
    'rules.watch': false,
  });
  expect(flagHelp()).toContain('--[no-]rules.batch\n');
});

test('rule files need no --prometheus.url where a tocsin.yml may name the data source', () => {
  expect(refused('--rules.file=a.yml', '--tocsin.config.file=tocsin.yml')).toBe('accepted');
});

test('durations are Go’s, and Prometheus’ too', () => {
  expect(parse('--data.retention=1.5h')['data.retention']).toBe(5_400_000);
  expect(parse('--data.retention=5d')['data.retention']).toBe(432_000_000);
  expect(parse('--dispatch.start-delay=500ms')['dispatch.start-delay']).toBe(500);
});

test('every flag of Alertmanager 0.34 that takes a duration or a text is accepted', () => {
  const upstream =
    'data.maintenance-interval alerts.gc-interval dispatch.maintenance-interval web.timeout cluster.peer-timeout cluster.peers-resolve-timeout cluster.gossip-interval cluster.pushpull-interval cluster.tcp-timeout cluster.probe-timeout cluster.probe-interval cluster.settle-timeout cluster.reconnect-interval cluster.reconnect-timeout'.split(
      ' ',
    );
  expect(refused(...upstream.map((name) => `--${name}=1s`))).toBe('accepted');
  const texts =
    'cluster.advertise-address cluster.peer-name cluster.tls-config cluster.label web.route-prefix'.split(
      ' ',
    );
  expect(refused(...texts.map((name) => `--${name}=x`))).toBe('accepted');
  const numbers =
    'silences.max-silences silences.max-silence-size-bytes alerts.per-alertname-limit web.get-concurrency';
  expect(refused(...numbers.split(' ').map((name) => `--${name}=-1`))).toBe('accepted');
});

test.each<[string[], string]>([
  [['--cofig.file=x'], 'unknown flag --cofig.file; did you mean --config.file?'],
  [['--cofig.file', 'x'], 'unknown flag --cofig.file; did you mean --config.file?'],
  [['--storage.tsdb.path.of.prometheus=x'], '--help lists what there is'],
  [['serve'], 'unexpected argument "serve": flags begin with --'],
  [['--config.file'], '--config.file needs a value: write --config.file=…'],
  [['--config.file', '--log.silences'], '--config.file needs a value'],
  [['--config.file=a', '--config.file=b'], '--config.file is given 2 times: keep one'],
  [['--log.level=loud'], '--log.level: write one of debug, info, warn, error'],
  [['--data.retention=long'], '--data.retention: not a duration: write numbers with'],
  [['--silences.max-silences=few'], '--silences.max-silences: write a whole number'],
  [['--prometheus.url=localhost:9090'], '--prometheus.url: write an address that begins with http://'],
  [
    ['--prometheus.url=http://p:9090/api/v1/'],
    '--prometheus.url: the address of a Prometheus ends before /api/v1',
  ],
  [['--evaluation.interval=0s'], '--evaluation.interval must be more than 0'],
  [['--rules.file=a.yml'], '--rules.file needs --prometheus.url: nothing would be evaluated'],
  [['--rules.max-concurrent-evals=0'], '--rules.max-concurrent-evals must be at least 1: write 4'],
  [['--rules.watch-interval=0s'], 'must be more than 0: write 5s, or --no-rules.watch'],
  [
    ['--cluster.peer=a:9094'],
    'without a shared database each would send every notification on its own. Start one instance',
  ],
  [['--web.cors.origin=('], '--web.cors.origin: '],
  [['--auto-gomemlimit.ratio=2'], '--auto-gomemlimit.ratio: write a number above 0, 1 at most'],
  [
    ['--database.url=postgres://u:hunter2@h/d'],
    '--database.url: PostgreSQL is not supported yet: leave the flag out',
  ],
  [['--database.url=mysql://h/d'], '--database.url: write sqlite:PATH'],
  [['--enable-feature=classic'], '--enable-feature: there is no "classic": it can be alert-names-in-metrics'],
  [['--enable-feature=classic-mode,utf8-strict-mode'], 'exclude each other: keep one'],
])('%j is refused: %s', (args, expected) => {
  expect(refused(...args)).toContain(expected);
  expect(refused(...args)).not.toContain('hunter2');
});

test('a single one of Prometheus’ operator starts: it names itself as a peer and switches clustering off', () => {
  const args = ['--cluster.listen-address=', '--cluster.peer=alertmanager-main-0.alertmanager-operated:9094'];
  expect(parse(...args)['cluster.peer']).toHaveLength(1);
  expect(parse('--cluster.peer=')['cluster.peer']).toEqual(['']);
});

test('a level is taken in capitals too', () => {
  expect(parse('--log.level=INFO')['log.level']).toBe('info');
});

test('all that is wrong is told at once, an unknown flag’s value not besides', () => {
  expect(refused('--foo', 'bar', '--log.level=x', '--web.timeout=y').split('\n')).toHaveLength(3);
});

test('help and version are answered even where the rest is wrong', () => {
  expect(parse('-h').help).toBe(true);
  expect(parse('--version', '--cluster.peer=a').version).toBe(true);
  expect(flagHelp()).toContain(
    '--config.file=TEXT\n      Alertmanager configuration file. (alertmanager.yml)',
  );
  expect(flagHelp()).toContain('--[no-]log.silences');
});

test('the feature names the way matchers are read', () => {
  expect(matcherModeOf(parse())).toBe('fallback');
  expect(matcherModeOf(parse('--enable-feature=classic-mode'))).toBe('classic');
  expect(matcherModeOf(parse('--enable-feature=alert-names-in-metrics,utf8-strict-mode'))).toBe(
    'utf8-strict',
  );
});
