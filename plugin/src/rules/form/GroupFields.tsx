import { css } from '@emotion/css';
import React, { useId } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { DataSource } from '@tocsin/api';
import { useFaults } from './faults';
import type { GroupDraft } from './groupDraft';
import { Fault, NamedTexts } from './NamedTexts';
import { TextField } from './TextField';

interface Props {
  draft: GroupDraft;
  sources: readonly DataSource[];
  change(to: Partial<GroupDraft>): void;
}

/** What the rules of a group have in common. */
export function GroupFields({ draft, sources, change }: Props) {
  const styles = useStyles2(getStyles);
  const { name, source, interval, queryOffset, limit, labels } = draft;
  const more = queryOffset !== '' || limit !== '' || labels.length > 0;
  return (
    <div className={styles.fields}>
      <TextField
        path="name"
        label="Name of the group"
        value={name}
        set={(to) => change({ name: to })}
        placeholder="checkout"
      />
      <div className={styles.pair}>
        <SourceField value={source} sources={sources} set={(to) => change({ source: to })} />
        <TextField
          path="interval"
          label="Evaluated every"
          value={interval}
          set={(to) => change({ interval: to })}
          placeholder="30s"
          help="As the data source has it, if empty"
        />
      </div>
      <details open={more || undefined} className={styles.more}>
        <summary>Offset, limit, labels for all its rules</summary>
        <div className={styles.fields}>
          <div className={styles.pair}>
            <TextField
              path="query_offset"
              label="Asks about the past"
              value={queryOffset}
              set={(to) => change({ queryOffset: to })}
              placeholder="1m"
              help="query_offset: for data that come late"
            />
            <TextField
              path="limit"
              label="Most alerts or series of a rule"
              value={limit}
              set={(to) => change({ limit: to })}
              placeholder="no limit"
              help="limit: beyond it the rule fails"
            />
          </div>
          <NamedTexts
            path="labels"
            legend="Labels of all its rules"
            one="label"
            texts={labels}
            set={(to) => change({ labels: to })}
          />
        </div>
      </details>
    </div>
  );
}

/** Of one data source there is nothing to choose. */
function SourceField({
  value,
  sources,
  set,
}: {
  value: string;
  sources: readonly DataSource[];
  set(to: string): void;
}) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const { errors } = useFaults().at('source', 'x');
  const names = sources.flatMap(({ source, name }) => (source === undefined ? [] : [{ source, name }]));
  const chosen = value === '' ? 'default' : value;
  const gone = !names.some(({ source }) => source === chosen);
  return (
    <div>
      <label htmlFor={id} className={styles.label}>
        Data source
      </label>
      <select
        id={id}
        data-path="source"
        className={styles.select}
        value={chosen}
        onChange={({ currentTarget }) => set(currentTarget.value === 'default' ? '' : currentTarget.value)}
      >
        {gone && (
          <option value={chosen}>
            {names.length === 0 && value === '' ? 'Not known yet' : `${chosen}, not there`}
          </option>
        )}
        {names.map(({ source, name }) => (
          <option key={source} value={source}>
            {name}
          </option>
        ))}
      </select>
      {errors.map(({ message }) => (
        <Fault key={message} message={message} />
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fields: css({ display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)' }),
  pair: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(180px, 100%), 1fr))',
    alignItems: 'start',
  }),
  more: css({
    '& > summary': {
      cursor: 'pointer',
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
      listStylePosition: 'inside',
    },
    '& > div': { paddingTop: theme.spacing(1.5) },
  }),
  label: css({
    display: 'block',
    marginBottom: theme.spacing(0.5),
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  select: css({
    height: 32,
    width: '100%',
    margin: 0,
    padding: theme.spacing(0, 1),
    color: theme.components.input.text,
    background: theme.components.input.background,
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
  }),
});
