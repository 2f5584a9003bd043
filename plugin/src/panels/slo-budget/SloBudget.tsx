import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2, PanelProps } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Objective } from '@tocsin/api';
import { PLUGIN_BASE } from '../../constants';
import { Budget } from '../../objectives/Budget';
import { budgetState, byNeed, stateWord, targetText } from '../../objectives/state';
import { linkOf } from '../../panel-kit/linkOf';
import { PanelFrame } from '../../panel-kit/PanelFrame';
import { useAnswer } from '../../panel-kit/useAnswer';
import { uptimeText } from '../../services/words';
import { Health } from '../../ui/HealthMark';
import type { SloBudgetOptions } from './options';

const EVERY_MS = 30_000;

export function SloBudget({ options, width, height, replaceVariables }: PanelProps<SloBudgetOptions>) {
  const styles = useStyles2(getStyles);
  const service = replaceVariables(options.service).trim();
  const query = service ? `?service=${encodeURIComponent(service)}` : '';
  const answered = useAnswer<{ objectives: Objective[] }>(`/objectives${query}`, EVERY_MS);
  const shown = (answered.data?.objectives ?? [])
    .filter(({ type }) => options.kinds === 'all' || options.kinds === type)
    .sort(byNeed);
  const rest = shown.length - options.most;
  return (
    <PanelFrame
      width={width}
      height={height}
      label="Error budgets"
      answered={answered}
      empty={shown.length === 0 ? `Nothing is promised${service ? ` of ${service}` : ''}.` : undefined}
    >
      <ul className={styles.list}>
        {shown.slice(0, options.most).map((objective) => {
          const { id, name, attained, target, forecast } = objective;
          const href = linkOf(options.link, {
            usual: `${PLUGIN_BASE}/objectives/${id.split('/').map(encodeURIComponent).join('/')}`,
            values: { service: objective.service, objective: name },
            replaceVariables,
          });
          return (
            <li key={id}>
              <div className={styles.head}>
                <a href={href}>
                  {objective.service}: {name}
                </a>
                <Health state={budgetState(objective)} word={stateWord[objective.state]} />
                <span className={styles.numbers}>
                  {attained === undefined ? 'not known' : uptimeText(attained)}, promised {targetText(target)}
                </span>
              </div>
              <Budget objective={objective} />
              {options.showForecast && forecast && <p className={styles.quiet}>{forecast.text}</p>}
            </li>
          );
        })}
      </ul>
      {rest > 0 && <p className={styles.quiet}>and {rest} more, none worse</p>}
    </PanelFrame>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    listStyle: 'none',
    '& > li': { padding: theme.spacing(1, 0.5) },
    '& > li + li': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  head: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'baseline',
    gap: theme.spacing(0.5, 2),
    fontSize: 13,
    marginBottom: theme.spacing(0.5),
    a: { color: theme.colors.text.primary, '&:hover': { textDecoration: 'underline' } },
  }),
  numbers: css({ marginLeft: 'auto', fontVariantNumeric: 'tabular-nums', color: theme.colors.text.secondary }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: 12 }),
});
