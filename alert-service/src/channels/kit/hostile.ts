import type { Alert } from '@tocsin/model';
import { paymentsFailing } from './messages.ts';

/** What a scraped target, or a careless rule, can put into labels and annotations. */
export const hostileValues = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '<!channel> <!here> <@U0BOSS> @here @channel',
  '<https://evil.example/|Runbook>',
  '*bold* _it_ `code` ```block``` ~gone~ :boom:',
  'line\nbreak\r\nBcc: victim@example.com\r\n\r\nbody',
  'tab\tnull\u0000bell\u0007',
  '\u202egnihsihp\u202c \u2066iso\u2069 \u200e\u200f',
  'שלום עולם مرحبا',
  '👩‍👩‍👧‍👦🔥'.repeat(50),
  '\ud800 lone \udfff',
  '{{ .Alerts }} ${x} %s %n',
  '&amp;&lt;&#60;',
  'a'.repeat(64 * 1024),
  '<'.repeat(64 * 1024),
  '',
  ' ',
] as const;

/** The value everywhere that a value can be. */
export const hostileAlert = (value: string, changes: Partial<Alert> = {}): Alert => ({
  ...paymentsFailing,
  labels: {
    alertname: value,
    service: value,
    severity: value,
    instance: value,
    environment: value,
    [`x_${value.slice(0, 20)}`]: value,
  },
  annotations: { summary: value, description: value, runbook_url: value, dashboard_url: value },
  generatorURL: value,
  ...changes,
});
