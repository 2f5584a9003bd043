import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { Empty } from '../ui/Empty';

const example = `services:
  - name: payments
    owner: payments            # a team of on call
    tier: 1
    runbook: https://wiki.example.org/payments
    depends_on: [postgres]
    probes:
      - type: http
        url: https://payments.example.org/health`;

/** No service is known yet: where they come from, and what to write. */
export function FirstRun() {
  const styles = useStyles2(getStyles);
  return (
    <>
      <Empty icon="heart-rate" title="No service is known yet">
        Services are found by themselves: what Prometheus scrapes is one, by its label <code>service</code> or{' '}
        <code>job</code>. To say more of them, or to add what is not scraped, write this into tocsin.yml:
      </Empty>
      <pre className={styles.example}>{example}</pre>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  example: css({ maxWidth: 640, margin: theme.spacing(0, 'auto', 3), fontSize: 12 }),
});
