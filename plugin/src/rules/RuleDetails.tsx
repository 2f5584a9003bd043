import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Rule } from '@tocsin/api';
import { EvaluationTable } from '../alerts/EvaluationTable';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { LabelChips } from '../ui/LabelChips';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';

/** Its labels and texts as they are written, and its last evaluations: asked for only while somebody looks. */
export function RuleDetails({ rule: { id, name, labels, annotations }, groupId }: { rule: Rule; groupId: string }) {
  const styles = useStyles2(getStyles);
  const resource = useResource(() => client.listRules({ query: { group: groupId } }), {
    key: `evaluations of ${groupId}`,
    everyMs: 5000,
    touchedBy: ({ rules }) => rules.includes(id),
  });
  const evaluations = resource.data?.groups[0]?.rules.find((rule) => rule.id === id)?.evaluations;
  return (
    <div className={styles.details} role="group" aria-label={`Details of ${name}`}>
      <LabelChips labels={labels} />
      {Object.keys(annotations).length > 0 && (
        <dl className={styles.texts}>
          {Object.entries(annotations).map(([called, text]) => (
            <React.Fragment key={called}>
              <dt>{called}</dt>
              <dd>{text}</dd>
            </React.Fragment>
          ))}
        </dl>
      )}
      <h5 className={styles.title}>Last evaluations, newest first</h5>
      <Trouble resource={resource} what="The evaluations" />
      {!resource.data && !resource.error && <Skeleton rows={3} rowHeight={28} />}
      {evaluations && (
        <EvaluationTable evaluations={evaluations} unknown="None since the service started or the rule came." />
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  details: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: theme.spacing(1),
    padding: theme.spacing(1, 0),
  }),
  texts: css({
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    gap: theme.spacing(0.25, 2),
    margin: 0,
    '& dt': { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    '& dd': { margin: 0, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' },
  }),
  title: css({
    margin: 0,
    fontSize: 12,
    fontWeight: theme.typography.fontWeightRegular,
    color: theme.colors.text.secondary,
  }),
});
