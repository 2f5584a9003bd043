import type { IntegrationPolicy } from '#core/policy';
import type { ConfiguredIntegration, ConfiguredReceiver } from '#config/receivers';
import type { SlackApp } from '#config/tocsin-config';
import { channels, type Integration } from './registry.ts';
import { slackAppTo } from './slack-app/settings.ts';

/** What sends, by `receiver/slack[0]`, and what the core must know of it. */
export interface Integrations {
  readonly senders: ReadonlyMap<string, Integration>;
  readonly policies: ReadonlyMap<string, readonly IntegrationPolicy[]>;
}

/**
 * In the receivers of the Slack app, slack_configs go through the app to their channel. A key counts within its kind, as
 * in upstream's notification log: where a reload puts another slack_config before the first, the new one is `slack[0]`
 * and takes over what was told under that name. It hears of what fires now at the next change or repeat, as it would
 * from Alertmanager; the one that is `slack[1]` now is told once more.
 */
export function integrationsOf(
  receivers: ReadonlyMap<string, ConfiguredReceiver>,
  slackApp: SlackApp | undefined,
): Integrations {
  const senders = new Map<string, Integration>();
  const policies = new Map<string, readonly IntegrationPolicy[]>();
  for (const { name, integrations } of receivers.values()) {
    const app = slackApp?.receivers.includes(name) ? slackApp : undefined;
    policies.set(
      name,
      integrations.map((configured) => {
        const sender = senderOf(configured, app);
        senders.set(`${name}/${configured.key}`, sender);
        const { nature, updatesInPlace } = channels[sender.type];
        return {
          key: configured.key,
          sendResolved: configured.sendResolved,
          quietWhenAcknowledged: nature !== 'webhook',
          updatesInPlace,
          digests: nature === 'chat' || nature === 'mail',
        };
      }),
    );
  }
  return { senders, policies };
}

function senderOf(configured: ConfiguredIntegration, app: SlackApp | undefined): Integration {
  if (configured.type !== 'slack' || !app) return configured;
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
