import type { ServiceKind } from '#config/services/settings';

const words: readonly (readonly [ServiceKind, RegExp])[] = [
  [
    'database',
    /(?:^|[^a-z])(?:postgres(?:ql)?|pgbouncer|mysqld?|mariadb|mongo(?:db)?|cockroach(?:db)?|cassandra|clickhouse|oracledb|mssql|elasticsearch|opensearch)(?:$|[^a-z])/i,
  ],
  ['cache', /(?:^|[^a-z])(?:redis|valkey|memcached?|varnish)(?:$|[^a-z])/i],
  ['queue', /(?:^|[^a-z])(?:rabbitmq|kafka|nats|activemq|pulsar|sqs)(?:$|[^a-z])/i],
  ['host', /(?:^|[^a-z])(?:node|node[-_]exporter|windows[-_]exporter|hosts?)(?:$|[^a-z-])/i],
];

/** What it probably is, by its name: a picture beside it, nothing more. */
export const kindOf = (name: string, otherwise: ServiceKind = 'service'): ServiceKind =>
  words.find(([, pattern]) => pattern.test(name))?.[0] ?? otherwise;
