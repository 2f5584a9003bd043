import { readFile, writeFile } from 'node:fs/promises';
import { type Document, parseDocument } from 'yaml';

/** A real Slack or mail server, named by the environment; without them the stand-ins are used. */
export interface Outside {
  /** `person`: the member id of whoever tries it. */
  slack?: {
    token: string;
    channel: string;
    person?: string;
    /** Socket Mode: without it nothing that is pressed comes back to this machine. */
    appToken?: string;
  };
  mail?: {
    host: string;
    port: number;
    from: string;
    to: string;
    user?: string;
    password?: string;
    tls: boolean;
  };
}

/** These stay with the supervisor: no child of it needs them in its environment. */
export const secretNames = ['SLACK_TOKEN', 'SLACK_APP_TOKEN', 'SMTP_PASSWORD'] as const;

export function outsideOf(env: NodeJS.ProcessEnv): Outside {
  const token = env['SLACK_TOKEN'];
  const person = env['SLACK_USER'];
  const appToken = env['SLACK_APP_TOKEN'];
  const host = env['SMTP_HOST'];
  const to = env['SMTP_TO'];
  if (host && !to) throw new Error('SMTP_HOST is set, but nobody to write to: set SMTP_TO to an address.');
  const user = env['SMTP_USER'];
  const password = env['SMTP_PASSWORD'];
  return {
    ...(token
      ? {
          slack: {
            token,
            channel: env['SLACK_CHANNEL'] ?? '#alerts',
            ...(person && { person }),
            ...(appToken && { appToken }),
          },
        }
      : {}),
    ...(host && to
      ? {
          mail: {
            host,
            to,
            port: Number(env['SMTP_PORT'] ?? 587),
            from: env['SMTP_FROM'] ?? user ?? to,
            tls: env['SMTP_TLS'] !== 'no',
            ...(user ? { user } : {}),
            ...(password ? { password } : {}),
          },
        }
      : {}),
  };
}

async function edit(path: string, change: (document: Document) => void): Promise<void> {
  const document = parseDocument(await readFile(path, 'utf8'));
  change(document);
  await writeFile(path, document.toString());
}

/** Sets `key` in each item of each receiver's list `kind`. */
function setInReceivers(document: Document, kind: string, [key, value]: [string, string]): void {
  const config: unknown = document.toJS();
  const receivers = listAt(config, 'receivers');
  receivers.forEach((receiver, at) =>
    listAt(receiver, kind).forEach((_item, index) =>
      document.setIn(['receivers', at, kind, index, key], value),
    ),
  );
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const found: unknown =
    typeof value === 'object' && value !== null
      ? Object.entries(value).find(([name]) => name === key)?.[1]
      : [];
  return Array.isArray(found) ? found : [];
}

/** All people of the demo are whoever tries it. */
function setContacts(document: Document, kind: string, address: string): void {
  listAt(document.toJS(), 'people').forEach((person, at) =>
    listAt(person, 'contacts').forEach((contact, index) => {
      if (isOf(contact, kind)) document.setIn(['people', at, 'contacts', index, 'address'], address);
    }),
  );
}

const isOf = (contact: unknown, kind: string): boolean =>
  typeof contact === 'object' && contact !== null && 'kind' in contact && contact.kind === kind;

function setMail(
  document: Document,
  mail: NonNullable<Outside['mail']>,
  passwordFile: string | undefined,
): void {
  const settings = {
    smtp_smarthost: `${mail.host}:${mail.port}`,
    smtp_from: mail.from,
    smtp_require_tls: mail.tls,
    smtp_auth_username: mail.user,
    smtp_auth_password_file: passwordFile,
  };
  for (const [key, value] of Object.entries(settings))
    if (value !== undefined) document.setIn(['global', key], value);
  setInReceivers(document, 'email_configs', ['to', mail.to]);
}

export async function withOutside(
  files: { alertmanager: string; tocsin: string; people: string },
  { slack, mail }: Outside,
  secretFile: (name: string, value: string) => Promise<string>,
): Promise<void> {
  if (slack) {
    const path = await secretFile('slack-token', slack.token);
    const { appToken } = slack;
    const appPath = appToken === undefined ? undefined : await secretFile('slack-app-token', appToken);
    await edit(files.tocsin, (document) => {
      document.setIn(['slack_app', 'token_file'], path);
      document.deleteIn(['slack_app', 'api_url']);
      document.deleteIn(['slack_app', 'signing_secret_file']);
      if (appPath !== undefined) document.setIn(['slack_app', 'app_token_file'], appPath);
    });
    await edit(files.alertmanager, (document) =>
      setInReceivers(document, 'slack_configs', ['channel', slack.channel]),
    );
    const { person } = slack;
    if (person) await edit(files.people, (document) => setContacts(document, 'slack', person));
  }
  if (mail) {
    const path = mail.password === undefined ? undefined : await secretFile('smtp-password', mail.password);
    await edit(files.alertmanager, (document) => setMail(document, mail, path));
    await edit(files.people, (document) => setContacts(document, 'email', mail.to));
  }
}
