import { css } from '@emotion/css';
import React, { useCallback, useMemo } from 'react';
import { useNavigate } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ServiceSummary } from '@tocsin/api';
import { paths } from '../app/paths';
import { Card } from '../ui/Card';
import { StripLegend } from '../ui/HealthStrip';
import { RowTable } from '../ui/RowTable';
import { useHeld } from '../ui/useHeld';
import { useListKeys } from '../ui/useListKeys';
import { useNarrow } from '../ui/useNarrow';
import { useSteadyRows } from '../ui/useSteadyRows';
import { serviceColumns, serviceKey } from './serviceColumns';

interface Props {
  services: readonly ServiceSummary[];
  past: boolean;
  find(): void;
  clear(): void;
  /** Below the rows: what is folded. */
  children?: React.ReactNode;
}

const WHOLE_UP_TO = 60;

/** Rows keep their place while the pointer or the keyboard is on them; only their values change. */
export function ServiceList({ services, past, find, clear, children }: Props) {
  const styles = useStyles2(getStyles);
  const navigate = useNavigate();
  const narrow = useNarrow();
  const { held, handlers } = useHeld();
  const { rows } = useSteadyRows(services, serviceKey, held);
  const open = useCallback((name: string) => navigate(paths.service(name)), [navigate]);
  const cursor = useListKeys({ keys: rows.map(serviceKey), open, find, clear });
  const columns = useMemo(() => serviceColumns({ narrow }), [narrow]);
  return (
    <Card title="Services" quietTitle past={past}>
      <div {...handlers}>
        <RowTable
          label="Services"
          rows={rows}
          columns={columns}
          rowHeight={narrow ? 56 : 34}
          keyOf={serviceKey}
          open={({ name }) => open(name)}
          look={() => (past ? 'dim' : undefined)}
          cursor={cursor}
          hideHead={narrow}
          whole={rows.length <= WHOLE_UP_TO}
        />
      </div>
      {children && <div className={styles.fold}>{children}</div>}
      <StripLegend cell="a cell is 15 min" />
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fold: css({
    margin: theme.spacing(0, -2),
    padding: theme.spacing(0.5, 2),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontSize: 13,
  }),
});
