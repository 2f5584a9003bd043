import type { Secret } from '#lib/secret';
import { fields, given, listOf, notBoth, orElse, secret, strictFlag, text } from './fields.ts';
import { suggestion } from './nearest.ts';
import type { Reading } from './reading.ts';
import type { ConfiguredReceiver } from './receivers.ts';
import type { SecretFiles } from './secret-files.ts';

/** `pagerduty:` or `opsgenie:` of tocsin.yml: what people do there comes back, and what they do here is shown there. */
export interface TwoWay {
  /** Proves what comes back; several at once where the file has several lines. Absent: nothing comes back. */
  readonly webhookSecret?: Secret;
  /** Who takes an incident here is shown to have it there, through these receivers. */
  readonly acknowledgesIn: ReadonlySet<string>;
}

/** How such a section names its secret; each service has its own word for it. */
type SecretName = 'webhook_secret' | 'webhook_token';
export type TwoWayService = 'pagerduty' | 'opsgenie';

const names: Readonly<Record<TwoWayService, { readonly title: string; readonly secret: SecretName }>> = {
  pagerduty: { title: 'PagerDuty', secret: 'webhook_secret' },
  opsgenie: { title: 'Opsgenie', secret: 'webhook_token' },
};

/** Nobody comes to it by guessing. */
const shortestSecret = 20;
export const isLongEnough = (written: string): boolean => written.length >= shortestSecret;

const usual = {
  receivers: given(listOf(text, 'receiver names')),
  acknowledge: orElse(strictFlag, false),
};
const ownSecret = secret.refine((written) => written === undefined || isLongEnough(written.reveal()), {
  message: `it has fewer than ${shortestSecret} characters, which can be guessed: make one with \`openssl rand -hex 24\``,
});

export const pagerduty = given(
  fields({
    webhook_secret: ownSecret.optional(),
    webhook_secret_file: text.optional(),
    ...usual,
  }).refine(...notBoth('webhook_secret', 'webhook_secret_file')),
);
export const opsgenie = given(
  fields({
    webhook_token: ownSecret.optional(),
    webhook_token_file: text.optional(),
    ...usual,
  }).refine(...notBoth('webhook_token', 'webhook_token_file')),
);

interface Written {
  readonly webhook_secret?: Secret | undefined;
  readonly webhook_secret_file?: string | undefined;
  readonly webhook_token?: Secret | undefined;
  readonly webhook_token_file?: string | undefined;
  readonly receivers?: readonly string[] | undefined;
  readonly acknowledge: boolean;
}

interface Context {
  readonly reading: Reading;
  readonly receivers: ReadonlyMap<string, ConfiguredReceiver>;
  readonly files: SecretFiles;
}

/** For the fields of their names. */
export function twoWays(
  written: Readonly<Partial<Record<TwoWayService, Written | undefined>>>,
  context: Context,
): Readonly<Partial<Record<TwoWayService, TwoWay>>> {
  const [one, other] = [
    twoWaySettings('pagerduty', written.pagerduty, context),
    twoWaySettings('opsgenie', written.opsgenie, context),
  ];
  return { ...(one && { pagerduty: one }), ...(other && { opsgenie: other }) };
}

function twoWaySettings(
  service: TwoWayService,
  written: Written | undefined,
  { reading, receivers, files }: Context,
): TwoWay | undefined {
  if (!written) return undefined;
  const file = written.webhook_secret_file ?? written.webhook_token_file;
  const webhookSecret =
    written.webhook_secret ?? written.webhook_token ?? (file ? files.besideConfig(file) : undefined);
  const listed = written.receivers ?? [];
  for (const [index, name] of listed.entries())
    checkReceiver(name, { service, path: [service, 'receivers', index], reading, receivers });
  if (!webhookSecret && !written.acknowledge)
    reading.problem(
      [service],
      `nothing is asked for: add ${names[service].secret}_file for what people do in ${names[service].title}, or \`acknowledge: true\` for what they do here`,
    );
  const shown = listed.length > 0 ? listed : [...receivers.keys()];
  return {
    ...(webhookSecret && { webhookSecret }),
    acknowledgesIn: new Set(written.acknowledge ? shown : []),
  };
}

interface Listed extends Pick<Context, 'reading' | 'receivers'> {
  readonly service: TwoWayService;
  readonly path: (string | number)[];
}

function checkReceiver(name: string, { service, path, reading, receivers }: Listed): void {
  const receiver = receivers.get(name);
  if (!receiver)
    return reading.problem(path, `there is no receiver "${name}"${suggestion(name, [...receivers.keys()])}`);
  if (!receiver.integrations.some(({ type }) => type === service))
    reading.problem(
      path,
      `the receiver "${name}" has no ${service}_configs: add them to it, or take it out here`,
    );
}
