import { z } from 'zod';
import type { Secret } from '#lib/secret';
import {
  address,
  fields,
  given,
  listOf,
  notBoth,
  orDefault,
  orElse,
  required,
  secret,
  strictFlag,
  text,
} from './fields.ts';
import type { HttpSettings } from './http-settings.ts';
import type { Reading } from './reading.ts';
import type { SecretFiles } from './secret-files.ts';
import { TlsClientConfig, tlsClientSettings } from './tls-config.ts';
import { isLongEnough } from './two-way-config.ts';
import { faultOf } from './unreadable-secrets.ts';
import type { Path } from './yaml-file.ts';

/** Repositories by their full name to the services that are made of them. */
export type ServicesOf = ReadonlyMap<string, readonly string[]>;

export interface GitHubChanges {
  /** Each line of its file is one: several while it is changed. */
  readonly secret: Secret;
  readonly services: ServicesOf;
  /** Only deployments to these; none: to all. */
  readonly environments: readonly string[];
  /** Names of workflows whose runs are deployments. */
  readonly workflows: readonly string[];
  /** Pushes to the default branch are changes too. */
  readonly pushes: boolean;
}

export interface GitLabChanges {
  /** A secret token, or a signing token (`whsec_…`); each line of its file is one. */
  readonly token: Secret;
  readonly services: ServicesOf;
  readonly environments: readonly string[];
  /** Pipelines of the default branch are deployments. */
  readonly pipelines: boolean;
}

export interface GrafanaAnnotations {
  readonly url: string;
  readonly token: Secret;
  readonly tls?: HttpSettings['tls'];
  /** Annotations of Grafana are changes here. */
  readonly read: boolean;
  /** Only those with all of these tags. */
  readonly tags: readonly string[];
  /** Incidents and changes are annotations there. */
  readonly write: boolean;
}

/** `changes:` of tocsin.yml: who tells us, besides the API, what was deployed. */
export interface ChangesSettings {
  readonly github?: GitHubChanges;
  readonly gitlab?: GitLabChanges;
  readonly grafana?: GrafanaAnnotations;
}

const tooShort =
  'it has fewer than 20 characters, which can be guessed: make one with `openssl rand -hex 24`';
const guarded = secret.refine((written) => written === undefined || isLongEnough(written.reveal()), {
  message: tooShort,
});

const services = orDefault(
  z.record(
    z.string(),
    z.union([required('service').transform((name) => [name]), listOf(required('service'), 'services')], {
      error: 'expected the services of this repository, such as [shop, checkout]',
    }),
    { error: 'expected repositories and their services, such as `acme/shop: [shop]`' },
  ),
  {},
);
const names = (what: string) => orDefault(listOf(text, what), []);

const GitHub = fields({
  secret: guarded.optional(),
  secret_file: text.optional(),
  services,
  environments: names('environments, such as [production]'),
  workflows: names('names of workflows, such as [Deploy]'),
  pushes: orElse(strictFlag, false),
}).refine(...notBoth('secret', 'secret_file'));

const GitLab = fields({
  token: guarded.optional(),
  token_file: text.optional(),
  services,
  environments: names('environments, such as [production]'),
  pipelines: orElse(strictFlag, false),
}).refine(...notBoth('token', 'token_file'));

const Grafana = fields({
  url: address,
  token: secret.optional(),
  token_file: text.optional(),
  tls_config: given(TlsClientConfig),
  read: orDefault(strictFlag, true),
  tags: names('tags, such as [deploy]'),
  write: orElse(strictFlag, false),
}).refine(...notBoth('token', 'token_file'));

/** For the field `changes`. */
export const changes = given(
  fields({ github: given(GitHub), gitlab: given(GitLab), grafana: given(Grafana) }),
);

interface Around {
  readonly reading: Reading;
  readonly files: SecretFiles;
}

export function changesSettings(written: z.output<typeof changes>, around: Around): ChangesSettings {
  if (!written) return {};
  const github = written.github && githubOf(written.github, around);
  const gitlab = written.gitlab && gitlabOf(written.gitlab, around);
  const grafana = written.grafana && grafanaOf(written.grafana, around);
  return { ...(github && { github }), ...(gitlab && { gitlab }), ...(grafana && { grafana }) };
}

interface Named {
  readonly section: keyof ChangesSettings;
  readonly field: 'secret' | 'token';
  readonly value: Secret | undefined;
  readonly file: string | undefined;
}

function secretOf({ section, field, value, file }: Named, { reading, files }: Around): Secret | undefined {
  const found = value ?? (file ? files.besideConfig(file) : undefined);
  if (!found)
    reading.problem(
      ['changes', section],
      `${section} needs ${field}_file: without it nobody could tell a genuine request from a forged one`,
    );
  if (!value && found) warnOfFile(['changes', section, `${field}_file`], found, reading);
  return found;
}

/** It is read at each use, and may come later: a warning. */
function warnOfFile(at: Path, found: Secret, reading: Reading): void {
  const fault = faultOf(() => found.reveal());
  if (fault) return reading.warn(at, `${fault}: until it can be read, nothing is taken by this webhook`);
  if (!found.reveal().split(/\s+/u).some(isLongEnough)) reading.warn(at, tooShort);
}

function githubOf(written: z.output<typeof GitHub>, around: Around): GitHubChanges | undefined {
  const named = {
    section: 'github',
    field: 'secret',
    value: written.secret,
    file: written.secret_file,
  } as const;
  const found = secretOf(named, around);
  const { environments, workflows, pushes } = written;
  return found && { secret: found, services: mapOf(written.services), environments, workflows, pushes };
}

function gitlabOf(written: z.output<typeof GitLab>, around: Around): GitLabChanges | undefined {
  const named = {
    section: 'gitlab',
    field: 'token',
    value: written.token,
    file: written.token_file,
  } as const;
  const token = secretOf(named, around);
  const { environments, pipelines } = written;
  return token && { token, services: mapOf(written.services), environments, pipelines };
}

function grafanaOf(written: z.output<typeof Grafana>, around: Around): GrafanaAnnotations | undefined {
  const { value, file } = { value: written.token, file: written.token_file };
  const token = value ?? (file ? around.files.besideConfig(file) : undefined);
  const tls = tlsClientSettings(written.tls_config, around.files);
  if (!token)
    around.reading.problem(
      ['changes', 'grafana'],
      'grafana needs token_file: a service account with the role Viewer reads annotations, with Editor it writes them',
    );
  const { url, read, tags, write } = written;
  return token && { url, token, read, tags, write, ...(tls && { tls }) };
}

/** GitHub and GitLab know repositories in any case. */
const mapOf = (written: Readonly<Record<string, readonly string[]>>): ServicesOf =>
  new Map(Object.entries(written).map(([name, each]) => [name.toLowerCase(), each]));
