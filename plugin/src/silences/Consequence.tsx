import { css } from '@emotion/css';
import React from 'react';
import { useNavigate } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, Input, useStyles2 } from '@grafana/ui';
import type { SilencePreview } from '@tocsin/api';
import { paths } from '../app/paths';
import { useAcknowledge } from '../incidents/useAcknowledge';
import { ButtonLink } from '../ui/ButtonLink';
import { criticalOf, effectText } from './counts';
import type { Preview } from './usePreview';

interface Props {
  preview: Preview;
  sending: boolean;
  /** What is missing, or why the service said no. */
  problem?: string;
  changing: boolean;
  /** Where it hides everything: the number that was typed to confirm it. */
  typed: string;
  setTyped(text: string): void;
}

/** What follows from it in words, and the button that says what it does. */
export function Consequence({ preview, sending, problem, changing, typed, setTyped }: Props) {
  const styles = useStyles2(getStyles);
  const navigate = useNavigate();
  const shown = preview.current ? preview.shown : undefined;
  return (
    <div className={styles.foot}>
      {preview.shown && <Words preview={preview.shown} />}
      {preview.shown?.matchesAll && (
        <label className={styles.all}>
          It hides every alert there could be. Type {preview.shown.now.total} to confirm it.
          <Input
            inputMode="numeric"
            width={12}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </label>
      )}
      {problem && (
        <p role="alert" className={styles.problem}>
          <Icon name="exclamation-triangle" size="sm" /> {problem}
        </p>
      )}
      <div className={styles.buttons}>
        <Button type="submit" icon="bell-slash" disabled={sending}>
          {sending
            ? 'Sending…'
            : changing
              ? `Change it: ${effectText(shown?.now).toLowerCase()}`
              : effectText(shown?.now)}
        </Button>
        <Button variant="secondary" onClick={() => navigate(-1)}>
          Cancel
        </Button>
        {shown && !changing && <AcknowledgeInstead incidents={shown.now.incidents} />}
      </div>
    </div>
  );
}

function Words({ preview: { now, sentence } }: { preview: SilencePreview }) {
  const styles = useStyles2(getStyles);
  const grave = criticalOf(now) > 0 || now.incidents.some(({ owned }) => !owned);
  const told = now.notTold.flatMap(({ integrations }) => integrations);
  return (
    <p className={styles.words} role="status">
      <Icon name={grave ? 'exclamation-triangle' : 'bell-slash'} className={grave ? styles.grave : styles.calm} />
      <span>
        {sentence} {told.length > 0 && <strong className={styles.strong}>{notToldWords(told)}</strong>}
      </span>
    </p>
  );
}

function notToldWords(integrations: readonly string[]): string {
  const named =
    integrations.length > 3 ? [...integrations.slice(0, 2), `${integrations.length - 2} more`] : integrations;
  const list = named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1)}` : named.join('');
  return `${list} will not be told.`;
}

/** Who only wants quiet while working on it may take the incident: others see who has it, and new alerts still come. */
function AcknowledgeInstead({ incidents }: { incidents: SilencePreview['now']['incidents'] }) {
  const navigate = useNavigate();
  const { acknowledge } = useAcknowledge();
  const [unowned, ...more] = incidents.filter(({ owned }) => !owned);
  if (!unowned) {
    return null;
  }
  if (more.length > 0) {
    return (
      <ButtonLink fill="text" to={paths.incidents}>
        Acknowledge instead
      </ButtonLink>
    );
  }
  return (
    <Button
      fill="text"
      onClick={() => {
        acknowledge(unowned.id);
        navigate(paths.incident(unowned.id));
      }}
    >
      Acknowledge instead
    </Button>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  foot: css({
    display: 'grid',
    gap: theme.spacing(1.5),
    margin: theme.spacing(0, -2),
    padding: theme.spacing(2, 2, 0.5),
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
  words: css({ display: 'flex', gap: theme.spacing(1), margin: 0, overflowWrap: 'anywhere' }),
  grave: css({ color: theme.colors.error.text, flex: 'none', marginTop: 3 }),
  calm: css({ color: theme.colors.text.secondary, flex: 'none', marginTop: 3 }),
  strong: css({ fontWeight: theme.typography.fontWeightMedium }),
  all: css({ display: 'grid', gap: theme.spacing(0.5), fontWeight: theme.typography.fontWeightMedium }),
  problem: css({ color: theme.colors.error.text, margin: 0, overflowWrap: 'anywhere' }),
  buttons: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
});
