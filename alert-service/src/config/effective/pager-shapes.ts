import {
  always,
  blocks,
  byNames,
  given,
  inPlace,
  plainOf,
  type Rule,
  said,
  type Shape,
  shaped,
  template,
  timeAlways,
  timeUsual,
  usual,
} from './shape.ts';

export const webhookShape: Shape = {
  url: said,
  url_file: always(''),
  max_alerts: always(0),
  timeout: timeAlways,
  payload: given,
};

export const incidentioShape: Shape = {
  url: always(null),
  url_file: always(''),
  alert_source_token: said,
  alert_source_token_file: said,
  max_alerts: always(0),
  timeout: timeAlways,
};

export const emailShape: Shape = {
  to: said,
  from: said,
  hello: said,
  smarthost: said,
  auth_username: said,
  auth_password: said,
  auth_password_file: said,
  auth_secret: said,
  auth_secret_file: said,
  auth_identity: said,
  headers: byNames,
  html: template('email.default.html'),
  text: said,
  require_tls: given,
  tls_config: given,
  force_implicit_tls: given,
  threading: inPlace({ enabled: said, thread_by_date: said }),
};

const details: Rule = (written) =>
  byNames({
    firing: '{{ .Alerts.Firing | toJson }}',
    resolved: '{{ .Alerts.Resolved | toJson }}',
    num_firing: '{{ .Alerts.Firing | len }}',
    num_resolved: '{{ .Alerts.Resolved | len }}',
    ...plainOf(written),
  });

export const pagerdutyShape: Shape = {
  service_key: said,
  service_key_file: said,
  routing_key: said,
  routing_key_file: said,
  url: said,
  client: template('pagerduty.default.client'),
  client_url: template('pagerduty.default.clientURL'),
  description: usual('{{ template "pagerduty.default.description" .}}'),
  details,
  images: blocks({ src: said, alt: said, href: said }),
  links: blocks({ href: said, text: said }),
  source: said,
  severity: said,
  class: said,
  component: said,
  group: said,
  timeout: timeAlways,
};

export const opsgenieShape: Shape = {
  api_key: said,
  api_key_file: said,
  api_url: said,
  message: template('opsgenie.default.message'),
  description: template('opsgenie.default.description'),
  source: template('opsgenie.default.source'),
  details: byNames,
  entity: said,
  responders: blocks({ id: said, name: said, username: said, type: said }),
  actions: said,
  tags: said,
  note: said,
  priority: said,
  update_alerts: said,
};

export const victoropsShape: Shape = {
  api_key: said,
  api_key_file: said,
  api_url: always(null),
  routing_key: always(''),
  message_type: always('CRITICAL'),
  state_message: always('{{ template "victorops.default.state_message" . }}'),
  entity_display_name: always('{{ template "victorops.default.entity_display_name" . }}'),
  monitoring_tool: always('{{ template "victorops.default.monitoring_tool" . }}'),
  custom_fields: byNames,
};

export const pushoverShape: Shape = {
  user_key: said,
  user_key_file: said,
  token: said,
  token_file: said,
  title: template('pushover.default.title'),
  message: template('pushover.default.message'),
  url: template('pushover.default.url'),
  url_title: said,
  device: said,
  sound: said,
  priority: usual('{{ if eq .Status "firing" }}2{{ else }}0{{ end }}'),
  retry: timeUsual('60s'),
  expire: timeUsual('3600s'),
  ttl: timeUsual('0s'),
  html: said,
  monospace: said,
};

const sigv4Shape: Shape = {
  region: said,
  access_key: said,
  secret_key: said,
  profile: said,
  role_arn: said,
  external_id: said,
  use_fips_sts_endpoint: said,
  service_name: said,
};

export const snsShape: Shape = {
  api_url: said,
  sigv4: (written) => shaped(sigv4Shape, written),
  topic_arn: said,
  phone_number: said,
  target_arn: said,
  subject: template('sns.default.subject'),
  message: template('sns.default.message'),
  attributes: byNames,
  use_aws_http_client: said,
};

/** The text alone, or with whether it is written anew. */
const jiraText =
  (name: string): Rule =>
  (written) =>
    inPlace({ template: template(name), enable_update: given })(
      typeof written === 'string' ? { template: written } : written,
    );

export const jiraShape: Shape = {
  api_url: said,
  api_type: usual('auto'),
  project: said,
  summary: jiraText('jira.default.summary'),
  description: jiraText('jira.default.description'),
  labels: said,
  priority: template('jira.default.priority'),
  issue_type: said,
  reopen_transition: said,
  resolve_transition: said,
  wont_fix_resolution: said,
  reopen_duration: (written) => (written === '0s' ? undefined : said(written)),
  fields: byNames,
};
