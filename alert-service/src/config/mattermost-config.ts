import type { z } from 'zod';
import { Secret } from '#lib/secret';
import { fields, flag, given, listOf, notBoth, orElse, secretUrl, text } from './fields.ts';
import type { GlobalConfig } from './global-config.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import type { SecretFiles } from './secret-files.ts';
import type { HttpSettings } from './settings.ts';
import { fieldList } from './slack-fields.ts';

export interface MattermostField {
  readonly title: string;
  readonly value: string;
  readonly short?: boolean | undefined;
}

/** Texts are templates; in an attachment of the message's own, one left out is ours to write. */
export interface MattermostAttachment {
  readonly fallback?: string | undefined;
  readonly color?: string | undefined;
  readonly pretext?: string | undefined;
  readonly text?: string | undefined;
  readonly authorName?: string | undefined;
  readonly authorLink?: string | undefined;
  readonly authorIcon?: string | undefined;
  readonly title?: string | undefined;
  readonly titleLink?: string | undefined;
  readonly fields: readonly MattermostField[];
  readonly thumbUrl?: string | undefined;
  readonly footer?: string | undefined;
  readonly footerIcon?: string | undefined;
  readonly imageUrl?: string | undefined;
}

export interface MattermostPriority {
  /** A template; empty: none. */
  readonly priority: string;
  readonly requestedAck: boolean;
  readonly persistentNotifications: boolean;
}

export interface MattermostSettings extends MattermostAttachment {
  readonly webhookUrl: Secret;
  readonly channel?: string | undefined;
  readonly username?: string | undefined;
  readonly iconUrl?: string | undefined;
  readonly iconEmoji?: string | undefined;
  /** Where there are some, they stand instead of the message's own, and its text above them. */
  readonly attachments: readonly MattermostAttachment[];
  readonly type?: string | undefined;
  readonly card?: string | undefined;
  readonly priority?: MattermostPriority | undefined;
  readonly http: HttpSettings;
}

const attachmentShape = {
  fallback: text.optional(),
  color: text.optional(),
  pretext: text.optional(),
  text: text.optional(),
  author_name: text.optional(),
  author_link: text.optional(),
  author_icon: text.optional(),
  title: text.optional(),
  title_link: text.optional(),
  fields: orElse(fieldList, []),
  thumb_url: text.optional(),
  footer: text.optional(),
  footer_icon: text.optional(),
  image_url: text.optional(),
};
const Attachment = fields(attachmentShape);
type Attachment = z.output<typeof Attachment>;

const Priority = fields({
  priority: text.default(''),
  requested_ack: flag.default(false),
  persistent_notifications: flag.default(false),
});

export const MattermostConfig = fields({
  send_resolved: flag.default(true),
  http_config: given(HttpConfig),
  webhook_url: secretUrl,
  webhook_url_file: text.optional(),
  channel: text.optional(),
  username: text.optional(),
  ...attachmentShape,
  icon_url: text.optional(),
  icon_emoji: text.optional(),
  attachments: orElse(listOf(Attachment, 'attachments'), []),
  type: text.optional(),
  props: given(fields({ card: text.optional() })),
  priority: given(Priority),
}).refine(...notBoth('webhook_url', 'webhook_url_file'));
export type MattermostConfig = z.output<typeof MattermostConfig>;

/** The two of global count only where neither stands here; of two that stand together the address goes first. */
const webhookOf = (
  config: MattermostConfig,
  global: GlobalConfig,
  files: SecretFiles,
): Secret | undefined => {
  const inGlobal = {
    webhook_url: global.mattermost_webhook_url,
    webhook_url_file: global.mattermost_webhook_url_file,
  };
  const { webhook_url: url, webhook_url_file: file } =
    config.webhook_url || config.webhook_url_file ? config : inGlobal;
  return url ?? (file ? files.fromHere(file) : undefined);
};

export const mattermostFaults = (config: MattermostConfig, global: GlobalConfig): string[] =>
  config.webhook_url ||
  config.webhook_url_file ||
  global.mattermost_webhook_url ||
  global.mattermost_webhook_url_file
    ? []
    : ['nothing says where to post: add webhook_url here, or mattermost_webhook_url in global'];

const attachmentOf = (config: Attachment): MattermostAttachment => ({
  fallback: config.fallback,
  color: config.color,
  pretext: config.pretext,
  text: config.text,
  authorName: config.author_name,
  authorLink: config.author_link,
  authorIcon: config.author_icon,
  title: config.title,
  titleLink: config.title_link,
  fields: config.fields,
  thumbUrl: config.thumb_url,
  footer: config.footer,
  footerIcon: config.footer_icon,
  imageUrl: config.image_url,
});

export const mattermostSettings = (
  config: MattermostConfig,
  { global, files }: { readonly global: GlobalConfig; readonly files: SecretFiles },
): MattermostSettings => ({
  webhookUrl: webhookOf(config, global, files) ?? Secret.of(''),
  ...attachmentOf(config),
  channel: config.channel,
  username: config.username,
  iconUrl: config.icon_url,
  iconEmoji: config.icon_emoji,
  attachments: config.attachments.map(attachmentOf),
  type: config.type,
  card: config.props?.card,
  priority: config.priority && {
    priority: config.priority.priority,
    requestedAck: config.priority.requested_ack,
    persistentNotifications: config.priority.persistent_notifications,
  },
  http: httpSettings(config.http_config, files),
});
