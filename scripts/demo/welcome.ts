import type { RunningDemo } from './local.ts';
import type { Outside } from './outside.ts';

/** What is where, what to look at, and one command that breaks something. */
export function welcome(
  addresses: RunningDemo['addresses'],
  options: { outside: Outside; grafana: boolean; seconds: number },
): string {
  const { outside } = options;
  const slack = outside.slack
    ? `the real one, channel ${outside.slack.channel}`
    : `${addresses.slack}  (a stand-in on this machine)`;
  const mail = outside.mail
    ? `the real one, to ${outside.mail.to}`
    : `${addresses.mail}  (a mail catcher on this machine)`;
  return [
    '',
    `Ready in ${options.seconds.toFixed(1)} s.`,
    '',
    options.grafana
      ? `  Grafana     ${addresses.console}  (admin, admin)`
      : `  Console     ${addresses.console}`,
    `  Slack       ${slack}`,
    `  Mail        ${mail}`,
    `  Webhooks    ${addresses.sink}  (what a program of yours would get)`,
    `  Prometheus  ${addresses.prometheus}`,
    '',
    'Open it and Slack side by side, then in another terminal:',
    '',
    '  npm run break -- errors     the API begins to fail; within 30 s it is on the screen, in Slack and in the mail',
    '  npm run break -- database   no connection to the database is left: one incident, and what was deployed before it',
    '  npm run mend                it works again; resolved is told once, everywhere it was announced',
    '  npm run break               what else can be broken',
    '',
    'Ctrl-C stops everything.',
    '',
  ].join('\n');
}
