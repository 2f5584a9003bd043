import type { ContactKind } from '@tocsin/api';
import type { TocsinConfig } from '../tocsin-config.ts';

/** Kinds of contacts that nothing would be sent by, with what to add. */
export function missingChannels({
  slackApp,
  twilio,
  telegramBot,
}: Pick<TocsinConfig, 'slackApp' | 'twilio' | 'telegramBot'>): ReadonlyMap<ContactKind, string> {
  const missing = new Map<ContactKind, string>();
  if (!slackApp) missing.set('slack', 'add slack_app to tocsin.yml');
  if (!twilio) missing.set('sms', 'add twilio to tocsin.yml').set('call', 'add twilio to tocsin.yml');
  if (!telegramBot) missing.set('telegram', 'add telegram to tocsin.yml');
  return missing;
}
