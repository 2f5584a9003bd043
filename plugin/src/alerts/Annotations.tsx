import { css } from '@emotion/css';
import React from 'react';
import { type GrafanaTheme2, textUtil } from '@grafana/data';
import { TextLink, useStyles2 } from '@grafana/ui';
import type { AlertDetail } from '@tocsin/api';
import { Card } from '../ui/Card';

/** Linked above, or said already by the numbers and their unit. */
const hidden = new Set(['runbook_url', 'dashboard_url', 'unit']);

/** Links first, then what the rule's author wrote. */
export function Annotations({ alert, past }: { alert: AlertDetail; past: boolean }) {
  const styles = useStyles2(getStyles);
  const { annotations, runbookUrl, dashboardUrl, generatorURL, receivers } = alert;
  const texts = Object.entries(annotations).filter(
    ([name, value]) => !hidden.has(name) && !(name === 'summary' && alert.sentence.startsWith(value))
  );
  return (
    <Card title="Annotations" note={receivers.length > 0 ? `told to ${receivers.join(', ')}` : undefined} past={past}>
      <dl className={styles.list}>
        <LinkRow name="runbook" url={runbookUrl} text="What to do" />
        <LinkRow name="dashboard" url={dashboardUrl} text="Dashboard" />
        <LinkRow name="source" url={generatorURL} text="Expression at its source" />
        {texts.map(([name, value]) => (
          <React.Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </React.Fragment>
        ))}
      </dl>
      {texts.length === 0 && !runbookUrl && !dashboardUrl && !generatorURL && (
        <span className={styles.none}>None. A runbook_url would be linked here.</span>
      )}
    </Card>
  );
}

/** Labels and annotations come from anywhere, so an address is cleaned before it becomes a link. */
function LinkRow({ name, url, text }: { name: string; url?: string; text: string }) {
  const safe = url && /^(https?:\/\/|\/)/.test(url) ? textUtil.sanitizeUrl(url) : undefined;
  if (!safe) {
    return null;
  }
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <TextLink href={safe} external={!safe.startsWith('/')} inline variant="bodySmall">
          {text}
        </TextLink>
      </dd>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(72px, max-content) minmax(0, 1fr)',
    gap: theme.spacing(0.75, 2),
    margin: 0,
    fontSize: 13,
    dt: { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    dd: { margin: 0, overflowWrap: 'anywhere' },
  }),
  none: css({ color: theme.colors.text.secondary }),
});
