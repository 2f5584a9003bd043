import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Overview } from '@tocsin/api';
import { SourceState } from '../rules/SourceState';

/** Whom the rules ask: whether each answers, how it is asked, and what is written for it. */
export function DataSources({ overview: { dataSources } }: { overview: Overview }) {
  const styles = useStyles2(getStyles);
  if (dataSources.length === 0) {
    return <p>None: the service evaluates no rules. Start it with --rules.file and --prometheus.url.</p>;
  }
  return (
    <div className={styles.sources}>
      {dataSources.map((source) => (
        <SourceState key={source.source ?? source.name} source={source} address />
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ sources: css({ display: 'grid', gap: theme.spacing(1) }) });
