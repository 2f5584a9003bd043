import type { ConfiguredReceiver } from './receivers.ts';
import type { EmailSettings } from './settings.ts';

/** A field that is left out means a default template in Alertmanager: a file that defines that one anew is meant for it. */
function emailWith(settings: EmailSettings, defined: ReadonlySet<string>): EmailSettings {
  const hasSubject = settings.headers['Subject'] !== undefined;
  const ownSubject = !hasSubject && (defined.has('email.default.subject') || defined.has('__subject'));
  const subject = { Subject: '{{ template "email.default.subject" . }}' };
  return {
    ...settings,
    headers: { ...settings.headers, ...(ownSubject ? subject : {}) },
    html:
      settings.html === true && defined.has('email.default.html')
        ? '{{ template "email.default.html" . }}'
        : settings.html,
  };
}

/** Our own words give way to a default template that the user's files define. Of email, so far. */
export const withReplacedDefaults = (
  receiver: ConfiguredReceiver,
  defined: ReadonlySet<string>,
): ConfiguredReceiver => ({
  ...receiver,
  integrations: receiver.integrations.map((integration) =>
    integration.type === 'email'
      ? { ...integration, settings: emailWith(integration.settings, defined) }
      : integration,
  ),
});
