import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { Card } from '../ui/Card';

const SHOWN = 5;

/** Descriptions that name what does not exist, data sources that do not answer: what to look at in tocsin.yml. */
export function Problems({ problems }: { problems: readonly string[] }) {
  const styles = useStyles2(getStyles);
  const [all, setAll] = useState(false);
  const rest = problems.length - SHOWN;
  return (
    <div className={styles.box}>
      <Card title="To look at" note="what is described or asked, and is not there">
        <ul className={styles.list}>
          {(all ? problems : problems.slice(0, SHOWN)).map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
        {rest > 0 && !all && (
          <Button fill="text" size="sm" onClick={() => setAll(true)}>
            {`Show ${rest} more`}
          </Button>
        )}
      </Card>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ marginTop: theme.spacing(2) }),
  list: css({
    listStyle: 'none',
    fontSize: 13,
    '& > li': {
      padding: theme.spacing(0.75, 0),
      borderTop: `1px solid ${theme.colors.border.weak}`,
      overflowWrap: 'anywhere',
    },
  }),
});
