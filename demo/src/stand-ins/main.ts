import { readFileSync } from 'node:fs';
import { startExporters } from '../exporters/exporters.ts';
import { startMailCatcher } from '../mail/mail-catcher.ts';
import { startWebhookSink } from '../sink/webhook-sink.ts';
import { startSlackStandIn } from '../slack/slack-stand-in.ts';

/** Slack, a mail server, a webhook's receiver and the databases' exporters in one process: a quarter of the memory. */
const { env } = process;
const host = env['HOST'] ?? '127.0.0.1';
const portOf = (name: string): number => Number(env[name] ?? 0);

/** Where Slack tells the app what is pressed, and what it signs with. */
function requestUrls() {
  const base = env['SLACK_ANSWERS_URL'];
  const file = env['SLACK_SIGNING_SECRET_FILE'];
  return base && file ? { requestUrls: { base, signingSecret: readFileSync(file, 'utf8').trim() } } : {};
}

const slack = await startSlackStandIn({ host, port: portOf('SLACK_PORT'), ...requestUrls() });
const mail = await startMailCatcher({ host, port: portOf('MAIL_PORT'), smtpPort: portOf('SMTP_PORT') });
const sink = await startWebhookSink({ host, port: portOf('SINK_PORT') });
const exporters = await startExporters({
  host,
  port: portOf('EXPORTERS_PORT'),
  databaseUrl: env['DATABASE_URL'] ?? 'postgres://127.0.0.1:5432/shop',
  redisUrl: env['REDIS_URL'] ?? 'redis://127.0.0.1:6379',
});
process.stderr.write(
  `level=info msg="Listening on" address=${host}:${slack.port} mail=${mail.port} smtp=${mail.smtpPort} sink=${sink.port} exporters=${exporters.port}\n`,
);

const stop = (): void =>
  void Promise.all([slack.close(), mail.close(), sink.close(), exporters.close()]).then(() =>
    process.exit(0),
  );
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
