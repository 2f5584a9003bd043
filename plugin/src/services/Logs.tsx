import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { ServiceDetail } from '@tocsin/api';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { Card } from '../ui/Card';
import { ExportMenu } from '../ui/export/ExportMenu';
import { tableOf } from '../ui/export/table';
import { Skeleton } from '../ui/Skeleton';
import { absoluteText, clockText, secondText } from '../ui/time';
import { isAddress } from './Links';
import { isIll } from './serviceColumns';

/** The twenty log lines around the moment it began, or of now: asked for when somebody wants them. */
export function Logs({ service }: { service: ServiceDetail }) {
  const [asked, setAsked] = useState<string>();
  const ill = isIll(service);
  const at = ill ? service.since : undefined;
  const words = ill ? `around ${clockText(Date.parse(service.since))}, when it began` : 'of now';
  return asked === undefined ? (
    <Card title="Logs" note={words}>
      <Button variant="secondary" size="sm" onClick={() => setAsked(at ?? 'now')}>
        Show twenty lines
      </Button>
    </Card>
  ) : (
    <Lines name={service.name} at={asked} words={words} />
  );
}

function Lines({ name, at, words }: { name: string; at: string; words: string }) {
  const styles = useStyles2(getStyles);
  const query = at === 'now' ? {} : { at };
  const { data, error, reload } = useResource(() => client.getServiceLogs({ params: { name }, query }), {
    key: `logs of ${name} ${at}`,
    touchedBy: () => false,
  });
  const why = error?.message ?? data?.error;
  return (
    <Card
      title="Logs"
      note={words}
      side={
        data?.configured && (
          <span className={styles.side}>
            {data.explore && isAddress(data.explore) && (
              <a href={data.explore} target="_blank" rel="noreferrer" className={styles.link}>
                Explore
              </a>
            )}
            <Button fill="text" size="sm" onClick={reload}>
              Again
            </Button>
            <ExportMenu name={`logs-of-${name}`} table={() => tableOf(columns, data.lines)} />
          </span>
        )
      }
    >
      {!data && !error && <Skeleton rows={5} rowHeight={20} />}
      {why && <p role="alert">Not known: {why}</p>}
      {data && !data.configured && (
        <p className={styles.none}>
          No Loki is configured: set <code>health: {'{loki: {url: …}}'}</code> in tocsin.yml.
        </p>
      )}
      {data?.configured && !why && data.lines.length === 0 && <p className={styles.none}>Loki has no line of then.</p>}
      {data && data.lines.length > 0 && (
        <ol className={styles.lines} tabIndex={0} aria-label="Log lines">
          {data.lines.map((line, index) => (
            <li key={`${line.at} ${index}`}>
              <time dateTime={line.at} title={absoluteText(Date.parse(line.at))}>
                {secondText(Date.parse(line.at))}
              </time>
              <span>{line.line}</span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

type Line = Awaited<ReturnType<typeof client.getServiceLogs>>['lines'][number];

const columns = [
  { name: 'time', value: ({ at }: Line) => at },
  { name: 'line', value: ({ line }: Line) => line },
];

const getStyles = (theme: GrafanaTheme2) => ({
  side: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(1) }),
  link: css({ color: theme.colors.text.link }),
  none: css({ color: theme.colors.text.secondary, margin: 0 }),
  lines: css({
    listStyle: 'none',
    maxHeight: 420,
    overflow: 'auto',
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: 12,
    '& > li': { display: 'flex', gap: theme.spacing(1.5), padding: theme.spacing(0.25, 0) },
    '& time': { color: theme.colors.text.secondary, flex: 'none' },
    '& span': { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', minWidth: 0 },
  }),
});
