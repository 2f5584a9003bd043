import { css } from '@emotion/css';
import React, { useEffect, useId, useRef } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, IconButton, Input, useStyles2 } from '@grafana/ui';
import { type MatcherOp, matcherOps } from '@tocsin/model/written-matchers';
import { type MatcherRow, newRow } from './draft';
import type { KnownLabels } from './useKnownLabels';

interface Props {
  rows: readonly MatcherRow[];
  known: KnownLabels;
  set(rows: readonly MatcherRow[]): void;
  /** What is wrong with them. */
  fault?: string;
}

/** All of them must match. What is typed counts at once; known names and values are offered. */
export function MatcherFields({ rows, known, set, fault }: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const [added, list] = useAdded(rows);
  const change = (key: number, to: Partial<MatcherRow>) =>
    set(rows.map((row) => (row.key === key ? { ...row, ...to } : row)));
  return (
    <fieldset className={styles.fields} aria-describedby={`${id}-help`}>
      <legend className={styles.legend}>Alerts to silence</legend>
      <p id={`${id}-help`} className={styles.help}>
        All of these must match.
      </p>
      <div ref={list} className={styles.rows}>
        {rows.map((row) => (
          <Row
            key={row.key}
            row={row}
            known={known}
            change={(to) => change(row.key, to)}
            remove={rows.length > 1 ? () => set(rows.filter(({ key }) => key !== row.key)) : undefined}
          />
        ))}
      </div>
      {fault && (
        <p role="alert" className={styles.fault}>
          <Icon name="exclamation-triangle" size="sm" /> {fault}
        </p>
      )}
      <Button
        fill="text"
        variant="secondary"
        size="sm"
        icon="plus"
        onClick={() => {
          added();
          set([...rows, newRow()]);
        }}
      >
        Add matcher
      </Button>
    </fieldset>
  );
}

interface RowProps {
  row: MatcherRow;
  known: KnownLabels;
  change(to: Partial<MatcherRow>): void;
  remove?: () => void;
}

function Row({ row: { name, op, value }, known, change, remove }: RowProps) {
  const styles = useStyles2(getStyles);
  const id = useId();
  return (
    <div className={styles.row} role="group" aria-label={name === '' ? 'New matcher' : `Matcher on ${name}`}>
      <Input
        className={styles.name}
        value={name}
        list={`${id}-names`}
        placeholder="label"
        aria-label="Label"
        autoComplete="off"
        spellCheck={false}
        onChange={({ currentTarget }) => change({ name: currentTarget.value.trim() })}
      />
      <datalist id={`${id}-names`}>
        {known.names.map((known_) => (
          <option key={known_} value={known_} />
        ))}
      </datalist>
      <OpField op={op} change={(to) => change({ op: to })} />
      <Input
        className={styles.value}
        value={value ?? ''}
        list={`${id}-values`}
        placeholder={op === '=~' || op === '!~' ? 'regular expression' : 'value'}
        aria-label="Value"
        autoComplete="off"
        spellCheck={false}
        onChange={({ currentTarget }) => change({ value: currentTarget.value })}
      />
      <datalist id={`${id}-values`}>
        {known.valuesOf(name).map((known_) => (
          <option key={known_} value={known_} />
        ))}
      </datalist>
      {remove ? (
        <IconButton
          className={styles.remove}
          name="trash-alt"
          size="lg"
          aria-label={`Remove the matcher on ${name || 'nothing yet'}`}
          onClick={remove}
        />
      ) : (
        <span className={styles.noButton} />
      )}
    </div>
  );
}

const words: Readonly<Record<MatcherOp, string>> = {
  '=': '= is',
  '!=': '!= is not',
  '=~': '=~ matches',
  '!~': '!~ matches not',
};

function OpField({ op, change }: { op: MatcherOp; change(op: MatcherOp): void }) {
  const styles = useStyles2(getStyles);
  return (
    <select
      aria-label="Comparison"
      className={styles.op}
      value={op}
      onChange={({ currentTarget }) => change(matcherOps.find((known) => known === currentTarget.value) ?? '=')}
    >
      {matcherOps.map((known) => (
        <option key={known} value={known}>
          {words[known]}
        </option>
      ))}
    </select>
  );
}

/** Where a line was added by hand, the keyboard goes to it. */
function useAdded(rows: readonly MatcherRow[]) {
  const list = useRef<HTMLDivElement>(null);
  const wanted = useRef(false);
  useEffect(() => {
    if (wanted.current) {
      wanted.current = false;
      list.current?.lastElementChild?.querySelector('input')?.focus();
    }
  }, [rows.length]);
  return [() => void (wanted.current = true), list] as const;
}

const getStyles = (theme: GrafanaTheme2) => ({
  fields: css({ border: 'none', margin: 0, padding: 0, minWidth: 0 }),
  legend: css({
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    margin: 0,
    border: 'none',
  }),
  help: css({ color: theme.colors.text.secondary, fontSize: 12, margin: theme.spacing(0, 0, 1) }),
  rows: css({ display: 'grid', gap: theme.spacing(1), marginBottom: theme.spacing(1) }),
  row: css({
    display: 'grid',
    gridTemplate: '"name op value remove" auto / minmax(0, 1fr) 120px minmax(0, 1.4fr) 24px',
    gap: theme.spacing(1),
    alignItems: 'center',
    // On a phone the value has a line of its own.
    [theme.breakpoints.down('sm')]: {
      gridTemplate: '"name op remove" auto "value value ." auto / minmax(0, 1fr) 120px 24px',
      marginBottom: theme.spacing(1),
    },
  }),
  name: css({ gridArea: 'name' }),
  value: css({ gridArea: 'value' }),
  remove: css({ gridArea: 'remove', margin: 0 }),
  op: css({
    gridArea: 'op',
    width: '100%',
    minWidth: 0,
    height: 32,
    margin: 0,
    padding: theme.spacing(0, 0.5),
    color: theme.components.input.text,
    background: theme.components.input.background,
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
    '&:hover': { borderColor: theme.components.input.borderHover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
  }),
  noButton: css({ gridArea: 'remove', width: 24 }),
  fault: css({ color: theme.colors.error.text, fontSize: 12, overflowWrap: 'anywhere' }),
});
