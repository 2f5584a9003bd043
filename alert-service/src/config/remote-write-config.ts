import type { z } from 'zod';
import {
  type QueueSettings,
  type RemoteWriteSettings,
  usualQueue,
  usualTimeoutMs,
} from '#remote-write/settings';
import { fields, flag, given, length, Length, listOf, notYet, required, text, whole } from './fields.ts';
import { httpRules, httpSettings, httpShape } from './http-config.ts';
import { PlainHeaders, plainHeaderSettings } from './http-headers-config.ts';
import type { Reading } from './reading.ts';
import { relabelConfigs, relabelRules } from './relabel-config.ts';
import type { SecretFiles } from './secret-files.ts';
import { settingsKey } from './settings-key.ts';
import { SourceAddress } from './source-address.ts';
import type { Path } from './yaml-file.ts';

const positive = (name: string) => given(whole.refine((count) => count > 0, `${name} must be at least 1`));
const longerThanZero = (name: string, example: string) =>
  given(
    length.refine(
      (written) => !(written instanceof Length) || written.ms > 0,
      `${name} cannot be zero: write a duration such as ${example}`,
    ),
  );

const inOrder = 'one request at a time keeps the samples of a series in order: take it out';

const QueueFields = fields({
  capacity: positive('capacity'),
  max_samples_per_send: positive('max_samples_per_send'),
  // What rules say is sent at once: no sample waits for others.
  batch_send_deadline: given(length),
  min_backoff: longerThanZero('min_backoff', '30ms'),
  max_backoff: longerThanZero('max_backoff', '5s'),
  sample_age_limit: given(length),
  retry_on_http_429: given(
    flag.refine((again) => again, 'what is answered with 429 is always sent again: take this out'),
  ),
  max_shards: notYet('max_shards', inOrder),
  min_shards: notYet('min_shards', inOrder),
}).superRefine(({ min_backoff: least, max_backoff: most }, context) => {
  const { minBackoffMs, maxBackoffMs } = usualQueue;
  if ((least?.ms ?? minBackoffMs) <= (most?.ms ?? maxBackoffMs)) return;
  const path = [least ? 'min_backoff' : 'max_backoff'];
  context.addIssue({ code: 'custom', message: 'min_backoff must not be longer than max_backoff', path });
});

const signedOtherwise = 'put a proxy that signs in front of it';

const RemoteWriteFields = fields({
  ...httpShape,
  url: required('url')
    .refine((written) => /^https?:\/\/[^/?#]/i.test(written.trim()) && URL.canParse(written.trim()), {
      message: 'expected an address that begins with http:// or https:// and names a host',
      abort: true,
    })
    .transform((written) => new SourceAddress(written.trim())),
  name: given(text),
  remote_timeout: longerThanZero('remote_timeout', '30s'),
  headers: given(PlainHeaders),
  write_relabel_configs: relabelConfigs,
  queue_config: given(QueueFields),
  send_native_histograms: given(flag),
  // Rules have none.
  send_exemplars: given(flag),
  protobuf_message: given(
    text.refine(
      (written) => written === 'prometheus.WriteRequest',
      'remote write 1.0 is spoken here: write prometheus.WriteRequest, or take it out',
    ),
  ),
  metadata_config: notYet('metadata_config', 'rules have no metadata: take it out'),
  round_robin_dns: notYet('round_robin_dns', 'take it out: connections are kept to one address'),
  failed_request_logging: notYet('failed_request_logging', 'take it out: failures are in the log anyway'),
  sigv4: notYet('sigv4', signedOtherwise),
  azuread: notYet('azuread', signedOtherwise),
  google_iam: notYet('google_iam', signedOtherwise),
}).superRefine(httpRules);
type RemoteWriteFields = z.output<typeof RemoteWriteFields>;

/** A list, as in prometheus.yml. */
export const remoteWrites = given(listOf(RemoteWriteFields, 'remote writes'));

export interface RemoteWriteContext {
  readonly reading: Reading;
  readonly files: SecretFiles;
  /** For those that have no name of their own. */
  readonly name: string;
}

/** What `remote_write:` comes to; undefined where nothing is said, an empty list where nothing is to be written. */
export function readRemoteWrites(
  written: z.output<typeof remoteWrites>,
  at: Path,
  context: RemoteWriteContext,
): readonly RemoteWriteSettings[] | undefined {
  const names = new Set<string>();
  return written?.map((one, index) => {
    const usual = index === 0 ? context.name : `${context.name}-${index + 1}`;
    const settings = settingsOf(one, one.name || usual, context.files);
    if (names.has(settings.name))
      context.reading.problem([...at, index], `the name "${settings.name}" is given twice: rename one`);
    names.add(settings.name);
    checkAddress(one, [...at, index, 'url'], context.reading);
    return settings;
  });
}

function checkAddress(one: RemoteWriteFields, at: Path, reading: Reading): void {
  if (one.url.hasLogin && (one.authorization ?? one.basic_auth ?? one.oauth2))
    reading.problem(at, 'the address has a login, and there is another beside it: keep one');
  if (new URL(one.url.shown).pathname === '/')
    reading.warn(
      at,
      'this address has no path: a Prometheus takes samples at /api/v1/write, Mimir at /api/v1/push',
    );
}

function settingsOf(one: RemoteWriteFields, name: string, files: SecretFiles): RemoteWriteSettings {
  const { url, shown } = one.url;
  const http = httpSettings(one, files);
  const more = plainHeaderSettings(one.headers);
  const settings = {
    name,
    url,
    shown,
    http: more.length === 0 ? http : { ...http, headers: [...(http.headers ?? []), ...more] },
    timeoutMs: one.remote_timeout?.ms ?? usualTimeoutMs,
    queue: queueOf(one.queue_config),
    histograms: one.send_native_histograms ?? true,
  };
  const relabel = relabelRules(one.write_relabel_configs);
  return { ...settings, relabel, key: settingsKey({ ...settings, relabel: one.write_relabel_configs }) };
}

function queueOf(written: RemoteWriteFields['queue_config']): QueueSettings {
  return {
    capacity: written?.capacity ?? usualQueue.capacity,
    maxSamplesPerSend: written?.max_samples_per_send ?? usualQueue.maxSamplesPerSend,
    minBackoffMs: written?.min_backoff?.ms ?? usualQueue.minBackoffMs,
    maxBackoffMs: written?.max_backoff?.ms ?? usualQueue.maxBackoffMs,
    giveUpAfterMs: written?.sample_age_limit?.ms || usualQueue.giveUpAfterMs,
  };
}

/** Of the flag --remote-write.url, which has been checked. */
export function plainRemoteWrite(name: string, url: string): RemoteWriteSettings {
  const { url: secret, shown } = new SourceAddress(url);
  const settings = {
    ...{ name, url: secret, shown, timeoutMs: usualTimeoutMs, queue: usualQueue, histograms: true },
    http: { followRedirects: true },
  };
  return { ...settings, relabel: [], key: settingsKey(settings) };
}
