import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { IncidentCall, Ladder as LadderData, LadderStep } from '@tocsin/api';
import { Card } from '../ui/Card';
import { absoluteText, clockText } from '../ui/time';
import { useNow } from '../ui/useNow';
import { countdown } from './NextWords';

interface Props {
  ladder: LadderData;
  calls: readonly IncidentCall[];
  past: boolean;
}

/** Who was told, who is next and when: the policy as it was when the escalation began. */
export function Ladder({ ladder, calls, past }: Props) {
  const styles = useStyles2(getStyles);
  const { policy, steps, repeats, status, explanation } = ladder;
  return (
    <Card title="Escalation" note={`policy ${policy.name}`} past={past}>
      {status !== 'running' && explanation && <p className={styles.quiet}>{explanation}</p>}
      <ol className={styles.list}>
        {steps.map((step) => (
          <Rung key={step.step} step={step} past={past} />
        ))}
      </ol>
      {repeats && <p className={styles.quiet}>{repeats}</p>}
      {calls.length > 0 && <Calls calls={calls} />}
    </Card>
  );
}

function Rung({ step, past }: { step: LadderStep; past: boolean }) {
  const styles = useStyles2(getStyles);
  const { level, targets, state, at, words, condition } = step;
  const dim = state === 'not-reached' || state === 'skipped' || state === 'told' || state === 'told-nobody';
  return (
    <li className={cx(styles.rung, state === 'current' && styles.current, dim && styles.dim)}>
      <span className={styles.number} aria-hidden>
        {step.step + 1}
      </span>
      <time className={styles.time} dateTime={at} title={at && absoluteText(Date.parse(at))}>
        {at ? clockText(Date.parse(at)) : ''}
      </time>
      <div className={styles.who}>
        <div>{targets.map(({ name }) => name).join(', ') || 'Nobody'}</div>
        <div className={styles.small}>
          {[level === undefined ? 'last resort' : undefined, condition, ...targets.map(({ note }) => note)]
            .filter(Boolean)
            .join(' · ')}
        </div>
      </div>
      <div className={styles.side}>
        {state === 'current' && at && !past ? <Left at={at} /> : (words ?? stateWords[state])}
      </div>
    </li>
  );
}

const stateWords: Readonly<Record<LadderStep['state'], string>> = {
  told: 'told',
  'told-nobody': 'told nobody',
  skipped: 'skipped',
  current: 'next',
  'to-come': '',
  'not-reached': 'not reached',
};

function Left({ at }: { at: string }) {
  const now = useNow();
  const leftMs = Date.parse(at) - now;
  return <>{leftMs > 0 ? `in ${countdown(leftMs)}` : 'now'}</>;
}

/** What became of each message: what was sent, what waits, what was not sent and why. */
function Calls({ calls }: { calls: readonly IncidentCall[] }) {
  const styles = useStyles2(getStyles);
  return (
    <details className={styles.calls}>
      <summary>{calls.length === 1 ? '1 page' : `${calls.length} pages`}, message by message</summary>
      <ul className={styles.list}>
        {calls.map(({ id, target, explanation, contacts }) => (
          <li key={id} className={styles.call}>
            <div title={explanation}>{target.name}</div>
            <ul className={styles.list}>
              {contacts.map((contact) => (
                <li key={contact.integration} className={styles.contact}>
                  <Icon name={icons[contact.status]} size="sm" />
                  <span>
                    {contact.channel}: {contactWords(contact)}
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </details>
  );
}

const icons = {
  waiting: 'hourglass',
  sending: 'exchange-alt',
  delivered: 'check',
  failed: 'exclamation-triangle',
  stopped: 'bell-slash',
} as const;

function contactWords({ status, dueAt, deliveredAt, error, explanation, answer }: IncidentCall['contacts'][number]) {
  switch (status) {
    case 'waiting':
      return [dueAt ? `at ${clockText(Date.parse(dueAt))}` : 'waits', explanation ?? error].filter(Boolean).join(', ');
    case 'sending':
      return 'on its way';
    case 'delivered':
      return [deliveredAt ? `delivered ${clockText(Date.parse(deliveredAt))}` : 'delivered', answer]
        .filter(Boolean)
        .join(', ');
    case 'failed':
      return error ?? explanation ?? 'failed';
    case 'stopped':
      return explanation ?? 'not needed any more';
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none' }),
  rung: css({
    display: 'grid',
    gridTemplateColumns: '24px 44px minmax(0, 1fr) auto',
    gap: theme.spacing(0, 1.5),
    alignItems: 'center',
    padding: theme.spacing(0.75, 1),
    fontSize: 13,
    borderLeft: '3px solid transparent',
  }),
  current: css({ background: theme.colors.background.secondary, borderLeftColor: theme.colors.primary.main }),
  dim: css({ color: theme.colors.text.secondary }),
  number: css({
    width: 22,
    height: 22,
    borderRadius: '50%',
    border: `1px solid ${theme.colors.border.medium}`,
    textAlign: 'center',
    lineHeight: '20px',
    fontSize: 12,
  }),
  time: css({ fontVariantNumeric: 'tabular-nums', color: theme.colors.text.secondary }),
  who: css({ minWidth: 0, overflowWrap: 'anywhere' }),
  small: css({ color: theme.colors.text.secondary, fontSize: 12 }),
  side: css({ textAlign: 'right', fontVariantNumeric: 'tabular-nums', maxWidth: 150 }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: 13, margin: theme.spacing(0, 0, 1) }),
  calls: css({ marginTop: theme.spacing(1), fontSize: 13, '& > summary': { cursor: 'pointer' } }),
  call: css({ padding: theme.spacing(0.75, 0) }),
  contact: css({
    display: 'flex',
    alignItems: 'baseline',
    gap: theme.spacing(1),
    color: theme.colors.text.secondary,
    overflowWrap: 'anywhere',
  }),
});
