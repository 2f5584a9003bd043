import type { ContactKind } from '@tocsin/api';
import type { AlertmanagerConfig } from '../alertmanager-config.ts';
import type { TocsinConfig } from '../tocsin-config.ts';

interface Configured {
  readonly alertmanager: Pick<AlertmanagerConfig, 'mail'>;
  readonly tocsin: Pick<TocsinConfig, 'slackApp' | 'twilio' | 'telegramBot' | 'webhooks'>;
}

/** Kinds of contacts that nothing would be sent by, with what to add. */
export function missingChannels({ alertmanager, tocsin }: Configured): ReadonlyMap<ContactKind, string> {
  const missing = new Map<ContactKind, string>();
  const { slackApp, twilio, telegramBot, webhooks } = tocsin;
  if (!slackApp) missing.set('slack', 'add slack_app to tocsin.yml');
  if (!alertmanager.mail)
    missing.set('email', 'add smtp_smarthost and smtp_from to global in alertmanager.yml');
  if (!twilio) missing.set('sms', 'add twilio to tocsin.yml').set('call', 'add twilio to tocsin.yml');
  if (!telegramBot) missing.set('telegram', 'add telegram to tocsin.yml');
  if (!webhooks) missing.set('webhook', 'add webhooks with signing_secret_file to tocsin.yml');
  return missing;
}
