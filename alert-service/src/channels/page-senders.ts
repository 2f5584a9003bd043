import type { Configuration } from '#config/load';
import { type ContactKind, type Directory, objectIn } from '#core/on-call/directory';
import type { Contact } from '#core/page/page';
import { Secret } from '#lib/secret';
import type { Trust } from './address-guard.ts';
import type { Integration } from './registry.ts';
import type { PushIdentity } from './web-push/identity.ts';
import { slackAppTo } from './slack-app/settings.ts';

/** What sends a message of a page, and whose word its address is. */
export type PageSender =
  | { readonly integration: Integration; readonly trust: Trust }
  /** In words that say what to configure. */
  | { readonly problem: string };

export interface SenderContext {
  readonly directory: Directory;
  /** Throws SealError. */
  readonly unseal: (sealed: string, place: string) => string;
  readonly readSecret: (file: string) => string;
  /** Absent: nothing is pushed from here. */
  readonly pushIdentity?: PushIdentity;
}

/** For whom and by which way; one for each configuration. */
export type PageSenders = (contact: Contact, context: SenderContext) => PageSender;

type Configured = {
  readonly alertmanager: Pick<Configuration['alertmanager'], 'mail'>;
  readonly tocsin: Pick<Configuration['tocsin'], 'slackApp' | 'twilio' | 'telegramBot' | 'webhooks'>;
};

const webhookMs = 15_000;

/** A receiver's contacts go as that receiver's messages ever did: this is for people and automations. */
export function createPageSenders(configured: Configured): PageSenders {
  return (contact, context) => {
    const automation = /^@automation\/(.+)$/u.exec(contact.integration)?.[1];
    if (automation !== undefined) return automationSender(configured, automation, context);
    const { kind, address } = contact;
    if (!kind || address === undefined) return { problem: `${contact.integration} is no longer configured` };
    // Channels take templates there: whoever enters an address must not read what templates can.
    if (address.includes('{{'))
      return { problem: 'the address of this contact method is a template: write it out' };
    if (kind === 'push') return pushSender(contact, context);
    const integration = personal(kind, address, configured);
    if (typeof integration === 'string') return { problem: integration };
    return { integration, trust: kind === 'webhook' ? trustOf(contact, context.directory) : 'operator' };
  };
}

/** What is missing in the files before such a contact method works; undefined: nothing. */
export function whyNoSender(kind: ContactKind, configured: Configured): string | undefined {
  const found = personal(kind, '', configured);
  return typeof found === 'string' ? found : undefined;
}

function personal(
  kind: ContactKind,
  address: string,
  { alertmanager, tocsin }: Configured,
): Integration | string {
  const { slackApp, twilio, telegramBot, webhooks } = tocsin;
  switch (kind) {
    case 'slack':
      return slackApp
        ? { type: 'slack-app', settings: slackAppTo(slackApp, address) }
        : 'there is no slack_app section in tocsin.yml: add one with the token of a bot';
    case 'email':
      return alertmanager.mail
        ? { type: 'email', settings: { ...alertmanager.mail, to: address } }
        : 'there is no mail server for people: add smtp_smarthost and smtp_from to global in alertmanager.yml';
    case 'sms':
    case 'call':
      return twilio
        ? { type: kind === 'sms' ? 'twilio-sms' : 'twilio-call', settings: { ...twilio, to: address } }
        : 'there is no twilio section in tocsin.yml: add one with the account and a number';
    case 'telegram':
      return telegramBot
        ? { type: 'telegram-bot', settings: { ...telegramBot, chatId: address } }
        : 'there is no telegram section in tocsin.yml: add one with the token of a bot';
    case 'webhook':
      return webhooks
        ? {
            type: 'signed-webhook',
            settings: { url: Secret.of(address), secret: webhooks.secret, timeoutMs: webhookMs },
          }
        : 'there is no webhooks section in tocsin.yml: add one with signing_secret_file';
    case 'push':
      return 'there is no key for pushes here: see the log of the start';
  }
}

/** The browser that subscribed is the only one that can read it; where it goes, a person entered. */
function pushSender(contact: Contact, { directory, pushIdentity }: SenderContext): PageSender {
  if (!pushIdentity) return { problem: 'there is no key for pushes here: see the log of the start' };
  const subscription = Secret.of(contact.address ?? '');
  return {
    integration: { type: 'web-push', settings: { subscription, identity: pushIdentity } },
    trust: trustOf(contact, directory),
  };
}

function automationSender(
  { tocsin }: Configured,
  id: string,
  { directory, unseal, readSecret }: SenderContext,
): PageSender {
  const automation = objectIn(directory, { kind: 'automation', id });
  if (!automation) return { problem: `there is no automation ${id} any more` };
  const { url, secretFile, sealedSecret, timeoutMs } = automation;
  try {
    const secret =
      sealedSecret !== undefined
        ? Secret.of(unseal(sealedSecret, `automation/${id}`))
        : secretFile !== undefined
          ? Secret.fromFile(secretFile, readSecret)
          : tocsin.webhooks?.secret;
    if (!secret) return { problem: `the automation ${id} has no signing secret: give it secret_file` };
    return {
      integration: {
        type: 'signed-webhook',
        settings: { url: Secret.of(url), secret, timeoutMs, awaited: true },
      },
      trust: sourceOf(directory, `automation ${id}`) === 'file' ? 'operator' : 'api',
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : `the secret of ${id} cannot be read` };
  }
}

/** `@mia/slack` is one of mia's. */
export const personOf = (integration: string): string => /^@([^/]+)\//u.exec(integration)?.[1] ?? '';

/** What stands in the operator's files is their word; what people entered passes the guard. */
function trustOf({ integration, address }: Contact, directory: Directory): Trust {
  const person = personOf(integration);
  const entry = objectIn(directory, { kind: 'person', id: person });
  const written = entry?.contacts.some((each) => each.address === address) ?? false;
  return written && sourceOf(directory, `person ${person}`) === 'file' ? 'operator' : 'api';
}

const sourceOf = (directory: Directory, key: string): 'file' | 'app' | undefined =>
  directory.get(key)?.at(-1)?.source;
