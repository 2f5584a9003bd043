/** What the demo's parts are told, with this run's ports in it. */

export interface Addresses {
  readonly orchestrator: number;
  readonly worker: number;
  readonly api: number;
  readonly tocsin: number;
}

export const prometheusConfig = (ports: Addresses): string => `
global:
  scrape_interval: 5s
  scrape_timeout: 4s
scrape_configs:
  - job_name: demo
    static_configs:
${(['orchestrator', 'worker', 'api'] as const)
  .map((name) => `      - { targets: ['127.0.0.1:${ports[name]}'], labels: { service: ${name} } }`)
  .join('\n')}
  - job_name: tocsin
    static_configs:
      - { targets: ['127.0.0.1:${ports.tocsin}'], labels: { service: tocsin } }
`;

export interface Receivers {
  readonly slackWebhook: string;
  readonly smtpPort: number;
  readonly webhook: string;
}

export const alertmanagerConfig = ({ slackWebhook, smtpPort, webhook }: Receivers): string => `
global:
  smtp_smarthost: 127.0.0.1:${smtpPort}
  smtp_from: tocsin@example.com
  smtp_require_tls: false
route:
  receiver: everyone
  group_by: [alertname, service]
  group_wait: 3s
  group_interval: 10s
  repeat_interval: 4h
receivers:
  - name: everyone
    slack_configs:
      - api_url: ${slackWebhook}
        channel: '#alerts'
        send_resolved: true
    email_configs:
      - to: oncall@example.com
        send_resolved: true
    webhook_configs:
      - url: ${webhook}
        send_resolved: true
`;

export interface OwnConfiguration {
  readonly slackApi: string;
  /** People are called along the policy of that name, which somebody has yet to write; and answer in Slack. */
  readonly policy?: string | undefined;
}

/** By this header it is known who asks, where it is not the one at this machine. */
export const proxy = { header: 'X-Grafana-User', token: 'grafana-demo' } as const;

export const tocsinConfig = ({ slackApi, policy }: OwnConfiguration): string => `
slack_app:
  token: xoxb-demo
  api_url: ${slackApi}
  receivers: [everyone]
${policy === undefined ? '' : onCallConfig(policy)}`;

const onCallConfig = (policy: string): string => `  app_token: xapp-demo
person: {name: Mia, login: mia}
api:
  tokens: [{name: grafana, token: ${proxy.token}, kind: proxy}]
grafana: {trusted_header: ${proxy.header}, role: operator}
escalations: [{receiver: everyone, policy: ${policy}}]
`;
