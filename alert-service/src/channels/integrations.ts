import type { IntegrationPolicy } from '#core/policy';
import type { ConfiguredIntegration, ConfiguredReceiver } from '#config/receivers';
import type { TocsinConfig } from '#config/tocsin-config';
import { channels, type Integration } from './registry.ts';
import { slackAppTo } from './slack-app/settings.ts';

/** What sends, by `receiver/slack[0]`, and what the core must know of it. */
export interface Integrations {
  readonly senders: ReadonlyMap<string, Integration>;
  readonly policies: ReadonlyMap<string, readonly IntegrationPolicy[]>;
}

/** What tocsin.yml adds to receivers: how they are told. */
export type Beyond = Partial<Pick<TocsinConfig, 'slackApp' | 'pagerduty' | 'opsgenie' | 'webhookSignatures'>>;

/**
 * In the receivers of the Slack app, slack_configs go through the app to their channel. A key counts within its kind, as
 * in upstream's notification log: where a reload puts another slack_config before the first, the new one is `slack[0]`
 * and takes over what was told under that name. It hears of what fires now at the next change or repeat, as it would
 * from Alertmanager; the one that is `slack[1]` now is told once more.
 */
export function integrationsOf(
  receivers: ReadonlyMap<string, ConfiguredReceiver>,
  tocsin: Beyond,
): Integrations {
  const senders = new Map<string, Integration>();
  const policies = new Map<string, readonly IntegrationPolicy[]>();
  for (const { name, integrations } of receivers.values()) {
    policies.set(
      name,
      integrations.map((configured) => {
        const sender = senderOf(name, configured, tocsin);
        senders.set(`${name}/${configured.key}`, sender);
        const { nature, updatesInPlace } = channels[sender.type];
        return {
          key: configured.key,
          sendResolved: configured.sendResolved,
          quietWhenAcknowledged: nature !== 'webhook',
          updatesInPlace: updatesInPlace || acknowledges(sender),
          digests: nature === 'chat' || nature === 'mail',
        };
      }),
    );
  }
  return { senders, policies };
}

/** What was opened there changes with the incident, as a message that is updated does. */
const acknowledges = ({ type, settings }: Integration): boolean =>
  (type === 'pagerduty' || type === 'opsgenie') && settings.acknowledges === true;

function senderOf(receiver: string, configured: ConfiguredIntegration, tocsin: Beyond): Integration {
  switch (configured.type) {
    case 'slack':
      return slackSender(receiver, configured, tocsin);
    case 'pagerduty':
      return tocsin.pagerduty?.acknowledgesIn.has(receiver)
        ? { type: 'pagerduty', settings: { ...configured.settings, acknowledges: true } }
        : configured;
    case 'opsgenie':
      return tocsin.opsgenie?.acknowledgesIn.has(receiver)
        ? { type: 'opsgenie', settings: { ...configured.settings, acknowledges: true } }
        : configured;
    case 'webhook': {
      const signedWith = tocsin.webhookSignatures?.get(receiver);
      return signedWith ? { type: 'webhook', settings: { ...configured.settings, signedWith } } : configured;
    }
    default:
      return configured;
  }
}

function slackSender(
  receiver: string,
  configured: Extract<ConfiguredIntegration, { type: 'slack' }>,
  { slackApp: app }: Beyond,
): Integration {
  if (!app?.receivers.includes(receiver)) return configured;
  const { http: { tls, proxy } = {} } = configured.settings;
  return {
    type: 'slack-app',
    settings: {
      ...slackAppTo(app, configured.settings.channel ?? ''),
      // Whoever needs a proxy to reach Slack needs it for the app too.
      ...((tls ?? proxy) && {
        http: { followRedirects: true, ...(tls && { tls }), ...(proxy && { proxy }) },
      }),
    },
  };
}
