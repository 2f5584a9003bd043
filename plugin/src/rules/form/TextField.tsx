import { css } from '@emotion/css';
import React, { type ReactNode, useId, useRef } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, Input, TextArea, useStyles2 } from '@grafana/ui';
import { sentenceOf } from '../ruleWords';
import { useFaults } from './faults';

interface Props {
  /** In the group: "rules.0.expr". */
  path: string;
  /** Where else something may be said that belongs here. */
  also?: string;
  label: string;
  value: string;
  set(value: string): void;
  help?: ReactNode;
  placeholder?: string;
  /** Lines: an expression. */
  lines?: boolean;
}

/** A field with what is wrong with it beside it. */
export function TextField({ path, also, label, value, set, help, placeholder, lines = false }: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const faults = useFaults();
  const { errors: own, warnings } = faults.at(path, value);
  const errors = also === undefined ? own : [...own, ...faults.at(also, value).errors];
  const shared = {
    id,
    value,
    placeholder,
    'data-path': path,
    'aria-invalid': errors.length > 0,
    'aria-describedby': `${id}-said`,
    spellCheck: false,
    autoComplete: 'off',
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => set(currentTarget.value),
  };
  const goTo = (offset: number) => {
    area.current?.focus();
    area.current?.setSelectionRange(offset, offset + 1);
  };
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {lines ? (
        <TextArea ref={area} {...shared} invalid={errors.length > 0} rows={rowsFor(value)} className={styles.code} />
      ) : (
        <Input {...shared} invalid={errors.length > 0} />
      )}
      <div id={`${id}-said`} className={styles.said}>
        {errors.map(({ message, offset }) => (
          <p key={message} className={styles.error}>
            <Icon name="exclamation-triangle" size="sm" /> {sentenceOf(message)}{' '}
            {lines && offset !== undefined && (
              <Button size="sm" fill="text" variant="secondary" onClick={() => goTo(offset)}>
                Show where
              </Button>
            )}
          </p>
        ))}
        {warnings.map(({ message }) => (
          <p key={message} className={styles.warning}>
            <Icon name="exclamation-triangle" size="sm" /> {sentenceOf(message)}
          </p>
        ))}
        {help && errors.length === 0 && <p className={styles.help}>{help}</p>}
      </div>
    </div>
  );
}

const rowsFor = (text: string): number => Math.min(16, Math.max(3, text.split('\n').length + 1));

const getStyles = (theme: GrafanaTheme2) => ({
  field: css({ minWidth: 0 }),
  label: css({
    display: 'block',
    marginBottom: theme.spacing(0.5),
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  code: css({ fontFamily: theme.typography.fontFamilyMonospace, fontSize: 12 }),
  said: css({ fontSize: 12, '& p': { margin: theme.spacing(0.5, 0, 0), overflowWrap: 'anywhere' } }),
  error: css({ color: theme.colors.error.text }),
  warning: css({ color: theme.colors.warning.text }),
  help: css({ color: theme.colors.text.secondary }),
});
