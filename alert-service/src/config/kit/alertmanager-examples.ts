import { type AlertmanagerConfig, readAlertmanagerConfig } from '../alertmanager-config.ts';
import { InvalidConfiguration } from '../config-error.ts';

/** Reads a text as a configuration file would be, with these files for its secrets. */
export const read = (text: string, files: Record<string, string> = {}): AlertmanagerConfig =>
  readAlertmanagerConfig({
    file: '/etc/am/alertmanager.yml',
    text,
    readFile: (file) => {
      const found = files[file];
      if (found === undefined) throw new Error(`no such file: ${file}`);
      return found;
    },
  });

/** What is said of a text that is refused: line, column and words. */
export const wrong = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof InvalidConfiguration)
      return error.message.replaceAll('/etc/am/alertmanager.yml:', '');
    throw error;
  }
  return 'accepted';
};

export const end = 'receivers:\n- name: a\n- name: b\n';
export const slack = (lines: string): string =>
  `route: {receiver: a}\nreceivers:\n- name: a\n  slack_configs:\n  - ${lines}\n`;
export const email = (lines: string): string =>
  `global: {smtp_smarthost: 'm:25', smtp_from: f@x}\nroute: {receiver: a}\nreceivers:\n- name: a\n  email_configs:\n  - ${lines}\n`;
export const webhook = (lines: string): string =>
  `route: {receiver: a}\nreceivers:\n- name: a\n  webhook_configs:\n  - ${lines}\n`;
export const child = (lines: string): string => `route:\n  receiver: a\n  routes:\n  - ${lines}\n${end}`;

/** Most of what there is, in one. */
export const good = `
global:
  resolve_timeout: 10m
  smtp_smarthost: 'mail.example.com:587'
  smtp_from: alerts@example.com
  smtp_auth_username: alerts
  smtp_auth_password: hunter2hunter2
  slack_api_url: https://hooks.slack.com/services/T/B/SECRETPATH
route:
  receiver: team
  group_by: [alertname, cluster]
  repeat_interval: 1d
  routes:
  - matchers: ['team="a"', severity=~"critical|page"]
    receiver: chat
    group_by: []
    group_wait: 3s
    routes:
    - match: {code: 0500, enabled: yes}
      match_re: {env: prod.*}
      group_by: ['...']
  - matchers: [team = b]
    continue: true
    labels: {owner: b}
  - matchers: [team = b]
    group_interval: 1m
receivers:
- name: team
  email_configs:
  - to: a@example.com, b@example.com
    headers: {reply-to: x@example.com}
    require_tls: false
    tls_config: {insecure_skip_verify: true}
- name: chat
  slack_configs:
  - channel: '#alerts'
    send_resolved: true
    title: 5
    text: ''
    timeout: 1m30s
    fields: [{title: t, value: v, short: true}]
    actions: [{type: button, text: open, url: http://x/, name: gone}]
  - app_token_file: bot.token
    channel: ops
  - api_url: https://slack.com/api/chat.postMessage
    channel: '#app'
    update_message: true
    http_config: {authorization: {credentials: xoxb-secret-token}}
  webhook_configs:
  - url: http://127.0.0.1:5001/secret-path
    max_alerts: 3
    http_config: {basic_auth: {username: u, password: basic-secret}}
- name: nobody
`;
