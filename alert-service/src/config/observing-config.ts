import { z } from 'zod';
import { fields, flag, given, integer, length, listOf, real, required, secretUrl, text } from './fields.ts';
import { HttpConfig } from './http-config.ts';
import type { Reading } from './reading.ts';
import { TlsClientConfig } from './tls-config.ts';

/** A text that is one of these; empty is the first. */
const oneOf = (choices: readonly string[]) =>
  text.refine((written) => written === '' || choices.includes(written), {
    message: `expected one of ${choices.join(', ')}`,
  });

const Header = given(
  fields({
    values: given(listOf(text, 'texts')),
    secrets: given(listOf(text, 'texts')),
    files: given(listOf(text, 'files')),
  }),
);

/** Checked as upstream checks it, so that a file is right or wrong for both. */
const Tracing = fields({
  client_type: given(
    text.refine((written) => ['grpc', 'http'].includes(written), { message: 'expected grpc or http' }),
  ),
  endpoint: required('endpoint'),
  sampling_fraction: real.optional(),
  insecure: flag.optional(),
  tls_config: given(TlsClientConfig),
  headers: given(z.record(z.string(), Header, { error: 'expected names of headers, each with values' })),
  compression: oneOf(['gzip']).optional(),
  timeout: given(length),
});

const batchFields = ['batch_max_events', 'batch_max_bytes', 'batch_flush_interval'] as const;

const WebhookOutput = fields({
  url: secretUrl,
  http_config: given(HttpConfig),
  timeout: given(length),
  workers: integer.optional(),
  max_retries: integer.optional(),
  retry_backoff: given(length),
  batch: flag.optional(),
  batch_max_events: integer.optional(),
  batch_max_bytes: integer.optional(),
  batch_flush_interval: given(length),
}).superRefine((output, context) => {
  if (output.url === undefined) context.addIssue({ code: 'custom', message: 'url is missing: add `url: …`' });
  for (const field of batchFields) {
    const written = output[field];
    const value = typeof written === 'number' ? written : (written?.ms ?? 0);
    const message =
      value < 0
        ? `${field} cannot be negative`
        : `${field} counts with \`batch: true\` only: add that, or take ${field} out`;
    if (value < 0 || (value > 0 && !output.batch))
      context.addIssue({ code: 'custom', message, path: [field] });
  }
});

const KafkaOutput = fields({
  brokers: listOf(required('a broker'), 'brokers, as host:port').min(1, 'no broker is named: add host:port'),
  topic: required('topic'),
  client_id: text.optional(),
  format: oneOf(['json', 'protobuf']).optional(),
  acks: oneOf(['leader', 'none', 'all']).optional(),
  compression: oneOf(['none', 'gzip', 'snappy', 'lz4', 'zstd']).optional(),
  buffer_size: integer.optional(),
  tls_config: given(TlsClientConfig),
});

const outputs = <Schema extends z.core.SomeType>(schema: Schema) =>
  given(listOf(z.nullable(schema), 'outputs'));

const EventRecorder = fields({
  file_outputs: outputs(fields({ path: required('path') })),
  webhook_outputs: outputs(WebhookOutput),
  kafka_outputs: outputs(KafkaOutput),
  stdout_outputs: outputs(fields({})),
});

interface Observing {
  readonly tracing?: unknown;
  readonly event_recorder?: unknown;
}

/**
 * What Alertmanager tells others of itself. Nothing of it is needed to alert, so that a file with it starts; since we do
 * not do it, whoever wrote it is told so, and it is no part of the effective configuration.
 */
export const checkObserving = ({ tracing, event_recorder: recorder }: Observing, reading: Reading): void => {
  if (tracing !== undefined && tracing !== null && reading.check(Tracing, tracing, ['tracing']))
    reading.warn(['tracing'], 'tracing has no effect: Tocsin sends no traces');
  if (recorder === undefined || recorder === null) return;
  const found = reading.check(EventRecorder, recorder, ['event_recorder']);
  if (Object.values(found ?? {}).some((list) => list && list.length > 0))
    reading.warn(
      ['event_recorder'],
      'event_recorder has no effect: Tocsin keeps each decision with its reason, and its API tells them',
    );
};
