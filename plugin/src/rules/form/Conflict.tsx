import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import type { KeptRuleGroup } from '@tocsin/api';
import { client } from '../../api/client';
import { useResource } from '../../api/useResource';
import { Age } from '../../ui/Age';
import { Trouble } from '../../ui/Trouble';
import { Differences } from '../Differences';

interface Props {
  /** The version that the form was filled from. */
  seen: number;
  newest: KeptRuleGroup;
  /** Goes on with what stands in the form, in place of theirs. */
  keepMine(): void;
  /** Fills the form from theirs. */
  takeTheirs(): void;
}

/** Somebody changed the group while it was being written here. Nothing is taken from the form. */
export function Conflict({ seen, newest, keepMine, takeTheirs }: Props) {
  const styles = useStyles2(getStyles);
  const [looking, setLooking] = useState(false);
  const { changedBy, changedAt, version, deleted } = newest;
  return (
    <div role="alert" className={styles.box}>
      <p className={styles.words}>
        <Icon name="exclamation-triangle" size="sm" /> {changedBy}{' '}
        {deleted ? 'deleted it' : `made version ${version} of it`} <Age since={changedAt} suffix=" ago" />. What you
        wrote is still here.
      </p>
      {deleted ? (
        <p className={styles.words}>
          Restore one of its versions before you save, or copy what you wrote into a new group.
        </p>
      ) : (
        <div className={styles.buttons}>
          <Button size="sm" variant="secondary" onClick={() => setLooking(!looking)} aria-expanded={looking}>
            What changed
          </Button>
          <Button size="sm" variant="secondary" onClick={keepMine}>
            Go on with mine, in place of theirs
          </Button>
          <Button size="sm" variant="secondary" onClick={takeTheirs}>
            Take theirs, drop mine
          </Button>
        </div>
      )}
      {looking && <Since id={newest.id} seen={seen} />}
    </div>
  );
}

function Since({ id, seen }: { id: string; seen: number }) {
  const resource = useResource(() => client.getRuleGroupHistory({ params: { id } }), { key: `since ${id}` });
  const later = resource.data?.versions.filter(({ version }) => version > seen) ?? [];
  return (
    <>
      <Trouble resource={resource} what="The history" />
      {later.map(({ version, differences }) => (
        <Differences key={version} differences={differences} />
      ))}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    display: 'grid',
    gap: theme.spacing(1),
    padding: theme.spacing(1.5, 2),
    marginBottom: theme.spacing(2),
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.warning.borderTransparent}`,
    background: theme.colors.background.primary,
  }),
  words: css({ margin: 0, overflowWrap: 'anywhere' }),
  buttons: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
});
