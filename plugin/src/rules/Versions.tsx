import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { KeptRuleGroup, RuleGroupVersion } from '@tocsin/api';
import { client } from '../api/client';
import { useLive, useMayAct } from '../api/LiveProvider';
import { Age } from '../ui/Age';
import { Card } from '../ui/Card';
import { useToast } from '../ui/Toast';
import { Differences } from './Differences';
import { useRuleFile } from './useRuleFile';
import { useUndo } from './useUndo';

interface Props {
  kept: KeptRuleGroup;
  versions: readonly RuleGroupVersion[];
  past: boolean;
}

/** Who changed what, when and why; each version can be put in force again. */
export function Versions({ kept, versions, past }: Props) {
  const styles = useStyles2(getStyles);
  const mayAct = useMayAct();
  const restore = useRestore(kept);
  const download = useRuleFile();
  return (
    <Card
      title="History"
      note="the newest first"
      side={
        !kept.deleted && (
          <Button
            size="sm"
            fill="text"
            variant="secondary"
            onClick={() => download({ id: kept.id, name: kept.group.name })}
          >
            Download as YAML
          </Button>
        )
      }
      past={past}
    >
      <ol className={styles.list}>
        {versions.map((one) => (
          <li key={one.version} className={styles.version}>
            <div className={styles.head}>
              <span>
                <span className={styles.name}>Version {one.version}</span> {how(one)}{' '}
                <Age since={one.at} suffix=" ago" />
                {one.comment && <span className={styles.comment}>: {one.comment}</span>}
              </span>
              {mayAct && one.group && one.version !== kept.version && (
                <Button
                  size="sm"
                  variant="secondary"
                  aria-label={`Restore version ${one.version}`}
                  onClick={() => restore(one.version)}
                >
                  Restore
                </Button>
              )}
            </div>
            <Differences differences={one.differences} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

function how({ change, restored, by }: RuleGroupVersion): string {
  switch (change) {
    case 'made':
      return `made by ${by}`;
    case 'changed':
      return `changed by ${by}`;
    case 'deleted':
      return `deleted by ${by}`;
    case 'restored':
      return `version ${restored ?? '?'} restored by ${by}`;
  }
}

function useRestore(kept: KeptRuleGroup) {
  const live = useLive();
  const toast = useToast();
  const { goBack, remove } = useUndo();
  return async (version: number) => {
    try {
      const now = await client.restoreRuleGroup({
        params: { id: kept.id },
        body: { version: kept.version, restore: version },
      });
      live.refresh();
      toast({
        tone: 'done',
        text: `Version ${version} is in force again, as version ${now.version}.`,
        action: { word: 'Undo', run: () => void (kept.deleted ? remove(now) : goBack(now, kept.version)) },
      });
    } catch (error) {
      toast({ tone: 'failed', text: `It stays as it is: ${error instanceof Error ? error.message : String(error)}` });
    }
  };
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0 }),
  version: css({
    display: 'grid',
    gap: theme.spacing(1),
    gridTemplateColumns: 'minmax(0, 1fr)',
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontSize: 13,
  }),
  head: css({ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: theme.spacing(0.5, 2) }),
  name: css({ fontWeight: theme.typography.fontWeightMedium }),
  comment: css({ overflowWrap: 'anywhere' }),
});
