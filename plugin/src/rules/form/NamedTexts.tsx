import { css, cx } from '@emotion/css';
import React, { useEffect, useRef } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, IconButton, Input, TextArea, useStyles2 } from '@grafana/ui';
import { sentenceOf } from '../ruleWords';
import { useFaults } from './faults';
import { type NamedText, newText } from './groupDraft';

interface Props {
  /** In the group: "rules.0.labels". */
  path: string;
  legend: string;
  /** "label": what one of them is called. */
  one: string;
  texts: readonly NamedText[];
  set(texts: readonly NamedText[]): void;
  /** Texts that are sentences. */
  lines?: boolean;
}

/** Names with a text each: labels, annotations. */
export function NamedTexts({ path, legend, one, texts, set, lines = false }: Props) {
  const styles = useStyles2(getStyles);
  const faults = useFaults();
  const [added, list] = useAdded(texts.length);
  const change = (key: number, to: Partial<NamedText>) =>
    set(texts.map((text) => (text.key === key ? { ...text, ...to } : text)));
  return (
    <fieldset className={styles.fields}>
      <legend className={styles.legend}>{legend}</legend>
      <div ref={list} className={styles.rows}>
        {texts.map((text, at) => {
          const isFirst = texts.findIndex(({ name }) => name.trim() === text.name.trim()) === at;
          return (
            <Row
              key={text.key}
              {...{ text, one, lines }}
              path={`${path}.${text.name.trim()}`}
              said={isFirst ? faults.at(`${path}.${text.name.trim()}`, text.value).errors : []}
              change={(to) => change(text.key, to)}
              remove={() => set(texts.filter(({ key }) => key !== text.key))}
            />
          );
        })}
      </div>
      {faults.at(path, 'x').errors.map(({ message }) => (
        <Fault key={message} message={message} />
      ))}
      <Button
        fill="text"
        variant="secondary"
        size="sm"
        icon="plus"
        onClick={() => {
          added();
          set([...texts, newText()]);
        }}
      >
        Add {one}
      </Button>
    </fieldset>
  );
}

interface RowProps extends Pick<Props, 'one' | 'lines' | 'path'> {
  text: NamedText;
  said: ReadonlyArray<{ readonly message: string }>;
  change(to: Partial<NamedText>): void;
  remove(): void;
}

function Row({ text: { name, value }, one, lines, path, said, change, remove }: RowProps) {
  const styles = useStyles2(getStyles);
  const of = name || `new ${one}`;
  const shared = { value, 'aria-label': `Value of ${of}`, 'data-path': path, spellCheck: lines };
  return (
    <div role="group" aria-label={name ? `${one} ${name}` : `New ${one}`}>
      <div className={cx(styles.row, lines && styles.long)}>
        <Input
          value={name}
          placeholder="name"
          aria-label={`Name of the ${one}`}
          autoComplete="off"
          spellCheck={false}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
        {lines ? (
          <TextArea
            {...shared}
            rows={Math.min(6, Math.max(1, value.split('\n').length))}
            onChange={({ currentTarget }) => change({ value: currentTarget.value })}
          />
        ) : (
          <Input
            {...shared}
            placeholder="value"
            autoComplete="off"
            onChange={({ currentTarget }) => change({ value: currentTarget.value })}
          />
        )}
        <IconButton name="trash-alt" size="lg" aria-label={`Remove ${of}`} onClick={remove} />
      </div>
      {said.map(({ message }) => (
        <Fault key={message} message={message} />
      ))}
    </div>
  );
}

export function Fault({ message }: { message: string }) {
  const styles = useStyles2(getStyles);
  return (
    <p className={styles.fault}>
      <Icon name="exclamation-triangle" size="sm" /> {sentenceOf(message)}
    </p>
  );
}

/** Where a line was added by hand, the keyboard goes to it. */
function useAdded(count: number) {
  const list = useRef<HTMLDivElement>(null);
  const wanted = useRef(false);
  useEffect(() => {
    if (wanted.current) {
      wanted.current = false;
      list.current?.lastElementChild?.querySelector('input')?.focus();
    }
  }, [count]);
  return [() => void (wanted.current = true), list] as const;
}

const getStyles = (theme: GrafanaTheme2) => ({
  fields: css({ border: 'none', margin: 0, padding: 0, minWidth: 0 }),
  legend: css({
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    margin: theme.spacing(0, 0, 0.5),
    border: 'none',
  }),
  rows: css({ display: 'grid', gap: theme.spacing(1), gridTemplateColumns: 'minmax(0, 1fr)' }),
  row: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 2.4fr) 24px',
    gap: theme.spacing(1),
    alignItems: 'start',
    '& > button': { margin: theme.spacing(0.75, 0, 0) },
  }),
  /** A sentence has a line of its own on a phone. */
  long: css({
    '& textarea': { minHeight: 32, padding: theme.spacing(0.625, 1) },
    [theme.breakpoints.down('sm')]: {
      gridTemplate: '"name remove" auto "value value" auto / minmax(0, 1fr) 24px',
      '& > :nth-child(1)': { gridArea: 'name' },
      '& > :nth-child(2)': { gridArea: 'value' },
      '& > :nth-child(3)': { gridArea: 'remove' },
    },
  }),
  fault: css({
    color: theme.colors.error.text,
    fontSize: 12,
    margin: theme.spacing(0.5, 0, 0),
    overflowWrap: 'anywhere',
  }),
});
