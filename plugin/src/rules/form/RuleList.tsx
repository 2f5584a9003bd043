import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, IconButton, useStyles2 } from '@grafana/ui';
import { useFaults } from './faults';
import { newRule, type RuleDraft } from './groupDraft';
import { Fault } from './NamedTexts';
import { RuleFields } from './RuleFields';

interface Props {
  rules: readonly RuleDraft[];
  set(rules: readonly RuleDraft[]): void;
  /** Key of the one that is looked at. */
  open: number | undefined;
  setOpen(key: number | undefined): void;
}

/** The rules in their order, which is that of their evaluation; one at a time is open. */
export function RuleList({ rules, set, open, setOpen }: Props) {
  const styles = useStyles2(getStyles);
  const { errors } = useFaults().at('rules', 'x');
  const add = (rule: RuleDraft, at = rules.length) => {
    set([...rules.slice(0, at), rule, ...rules.slice(at)]);
    setOpen(rule.key);
  };
  return (
    <div>
      <ol className={styles.list}>
        {rules.map((rule, index) => (
          <li key={rule.key} className={styles.rule}>
            <div className={styles.head}>
              <Toggle {...{ rule, index }} open={open === rule.key} setOpen={setOpen} />
              <Tools
                rule={rule}
                index={index}
                last={index === rules.length - 1}
                move={(to) => set(moved(rules, index, to))}
                copy={() => add(newRule({ ...rule, name: `${rule.name}Copy` }), index + 1)}
                remove={() => set(rules.filter(({ key }) => key !== rule.key))}
              />
            </div>
            {open === rule.key && (
              <RuleFields
                index={index}
                rule={rule}
                change={(to) => set(rules.map((one) => (one.key === rule.key ? { ...one, ...to } : one)))}
              />
            )}
          </li>
        ))}
      </ol>
      {errors.map(({ message }) => (
        <Fault key={message} message={message} />
      ))}
      <Button variant="secondary" icon="plus" onClick={() => add(newRule())} className={styles.add}>
        Add rule
      </Button>
    </div>
  );
}

function moved(rules: readonly RuleDraft[], from: number, to: number): readonly RuleDraft[] {
  const others = rules.filter((_, at) => at !== from);
  return [...others.slice(0, to), ...rules.slice(from, from + 1), ...others.slice(to)];
}

interface ToggleProps extends Pick<Props, 'setOpen'> {
  rule: RuleDraft;
  index: number;
  open: boolean;
}

function Toggle({ rule: { key, kind, name, expr }, index, open, setOpen }: ToggleProps) {
  const styles = useStyles2(getStyles);
  const wrong = useFaults().within(`rules.${index}`);
  return (
    <button
      type="button"
      aria-expanded={open}
      className={styles.toggle}
      onClick={() => setOpen(open ? undefined : key)}
    >
      <Icon name={open ? 'angle-down' : 'angle-right'} />
      <span className={styles.name}>{name || `Rule ${index + 1}`}</span>
      {kind === 'record' && <span className={styles.quiet}>recording</span>}
      {!open && <code className={cx(styles.quiet, styles.expr)}>{expr.replaceAll(/\s+/g, ' ')}</code>}
      {wrong > 0 && (
        <span className={styles.wrong}>
          <Icon name="exclamation-triangle" size="sm" /> {wrong} to mend
        </span>
      )}
    </button>
  );
}

interface ToolsProps {
  rule: RuleDraft;
  index: number;
  last: boolean;
  move(to: number): void;
  copy(): void;
  remove(): void;
}

function Tools({ rule: { name }, index, last, move, copy, remove }: ToolsProps) {
  const styles = useStyles2(getStyles);
  const which = name || `rule ${index + 1}`;
  return (
    <span className={styles.tools}>
      <IconButton
        name="arrow-up"
        disabled={index === 0}
        aria-label={`Evaluate ${which} earlier`}
        onClick={() => move(index - 1)}
      />
      <IconButton
        name="arrow-down"
        disabled={last}
        aria-label={`Evaluate ${which} later`}
        onClick={() => move(index + 1)}
      />
      <IconButton name="copy" aria-label={`Copy ${which}`} onClick={copy} />
      <IconButton name="trash-alt" aria-label={`Remove ${which}`} onClick={remove} />
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0 }),
  rule: css({ borderTop: `1px solid ${theme.colors.border.weak}` }),
  head: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), minHeight: 44 }),
  toggle: css({
    display: 'flex',
    flex: '1 1 0',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0, 1),
    minWidth: 0,
    minHeight: 36,
    padding: 0,
    border: 'none',
    borderRadius: theme.shape.radius.default,
    background: 'none',
    color: theme.colors.text.primary,
    textAlign: 'left',
  }),
  name: css({ fontWeight: theme.typography.fontWeightMedium, overflowWrap: 'anywhere', minWidth: 0 }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: 12 }),
  expr: css({
    flex: '1 1 120px',
    minWidth: 0,
    maxHeight: 20,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    background: 'none',
    border: 'none',
    padding: 0,
  }),
  wrong: css({ color: theme.colors.error.text, fontSize: 12, whiteSpace: 'nowrap' }),
  tools: css({ display: 'inline-flex', gap: theme.spacing(1), flex: 'none' }),
  add: css({ marginTop: theme.spacing(1) }),
});
