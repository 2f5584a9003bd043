import { z } from 'zod';
import { address, fields, flag, given, length, listOf, orElse, required, text } from './fields.ts';
import type { GlobalConfig } from './global-config.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import { plainData } from './plain-data.ts';
import type { SecretFiles } from './secret-files.ts';
import type { HttpSettings } from './settings.ts';

/** A text of the issue that may be left as it was first written. */
export interface JiraText {
  /** A template; left out, it is ours to write. */
  readonly template?: string | undefined;
  readonly updates: boolean;
}

export interface JiraSettings {
  readonly apiUrl: string;
  /** Cloud searches at another place; `auto` tells it by the address. */
  readonly apiType: 'auto' | 'cloud' | 'datacenter';
  readonly project: string;
  readonly issueType: string;
  readonly summary: JiraText;
  readonly description: JiraText;
  readonly labels: readonly string[];
  readonly priority?: string | undefined;
  readonly reopenTransition: string;
  readonly resolveTransition: string;
  readonly wontFixResolution: string;
  readonly reopenDurationMs: number;
  /** Templates wherever a text stands, however deep. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly http: HttpSettings;
}

/** The text alone, or with whether it is written anew at each update. */
const jiraText = z.union([text, fields({ template: text.optional(), enable_update: given(flag) })]);
const own = z.record(z.string(), z.unknown(), { error: 'expected names with values' });

export const JiraConfig = fields({
  send_resolved: flag.default(true),
  http_config: given(HttpConfig),
  api_url: given(address),
  api_type: text
    .default('auto')
    .refine((written) => written === 'auto' || written === 'cloud' || written === 'datacenter', {
      message: 'api_type is auto, cloud or datacenter',
    }),
  project: required('project'),
  summary: jiraText.optional(),
  description: jiraText.optional(),
  labels: orElse(listOf(text, 'labels'), []),
  priority: text.optional(),
  issue_type: required('issue_type'),
  reopen_transition: text.default(''),
  resolve_transition: text.default(''),
  wont_fix_resolution: text.default(''),
  reopen_duration: given(length),
  fields: orElse(own, {}).transform(plainData),
});
export type JiraConfig = z.output<typeof JiraConfig>;

export const jiraFaults = (config: JiraConfig, global: GlobalConfig): string[] =>
  config.api_url || global.jira_api_url
    ? []
    : ['nothing says where Jira is: add api_url here, or jira_api_url in global'];

const textOf = (written: JiraConfig['summary']): JiraText =>
  typeof written === 'object'
    ? { template: written.template, updates: written.enable_update ?? true }
    : { template: written, updates: true };

const typeOf = (written: string): JiraSettings['apiType'] =>
  written === 'cloud' || written === 'datacenter' ? written : 'auto';

export const jiraSettings = (
  config: JiraConfig,
  { global, files }: { readonly global: GlobalConfig; readonly files: SecretFiles },
): JiraSettings => ({
  apiUrl: config.api_url ?? global.jira_api_url ?? '',
  apiType: typeOf(config.api_type),
  project: config.project,
  issueType: config.issue_type,
  summary: textOf(config.summary),
  description: textOf(config.description),
  labels: config.labels,
  priority: config.priority,
  reopenTransition: config.reopen_transition,
  resolveTransition: config.resolve_transition,
  wontFixResolution: config.wont_fix_resolution,
  reopenDurationMs: config.reopen_duration?.ms ?? 0,
  fields: config.fields,
  http: httpSettings(config.http_config, files),
});
