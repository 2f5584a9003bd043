import { css } from '@emotion/css';
import React, { memo, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { ServiceSummary } from '@tocsin/api';
import { paths } from '../app/paths';
import { Health } from '../ui/HealthMark';
import { HealthStrip } from '../ui/HealthStrip';
import { LinkTo } from '../ui/LinkTo';
import { quantityText } from '../ui/numbers';

/** So many more with each press: a wall of thousands says nothing, and costs much. */
const PAGE = 60;

export function ServiceGrid({ services }: { services: readonly ServiceSummary[] }) {
  const styles = useStyles2(getStyles);
  const [shown, setShown] = useState(PAGE);
  const rest = services.length - shown;
  return (
    <>
      <ul className={styles.grid} aria-label="Services">
        {services.slice(0, shown).map((service) => (
          <Tile key={service.name} service={service} />
        ))}
      </ul>
      {rest > 0 && (
        <div className={styles.more}>
          <Button variant="secondary" onClick={() => setShown(shown + PAGE)}>
            {`Show ${Math.min(PAGE, rest)} more of ${rest}`}
          </Button>
        </div>
      )}
    </>
  );
}

const Tile = memo(function Tile({ service }: { service: ServiceSummary }) {
  const styles = useStyles2(getStyles);
  const { name, title, state, word, sentence, strip, score, numbers } = service;
  const facts = [
    score === undefined ? '' : `score ${quantityText(score)}`,
    numbers.errorRate === undefined ? '' : `errors ${quantityText(numbers.errorRate, 'ratio')}`,
    numbers.p95 === undefined ? '' : `p95 ${quantityText(numbers.p95, 'seconds')}`,
  ].filter(Boolean);
  return (
    <li className={styles.tile}>
      <div className={styles.head}>
        <LinkTo to={paths.service(name)} quiet className={styles.name}>
          {title ?? name}
        </LinkTo>
        <Health state={state} word={word} />
      </div>
      {strip && <HealthStrip name={name} strip={strip} />}
      {state !== 'healthy' && <p className={styles.sentence}>{sentence}</p>}
      <p className={styles.facts}>{facts.length > 0 ? facts.join(' · ') : 'nothing is measured'}</p>
    </li>
  );
});

const getStyles = (theme: GrafanaTheme2) => ({
  grid: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(280px, 100%), 1fr))',
    listStyle: 'none',
  }),
  tile: css({
    display: 'grid',
    alignContent: 'start',
    gap: theme.spacing(1),
    minWidth: 0,
    padding: theme.spacing(1.5, 2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  head: css({ display: 'flex', justifyContent: 'space-between', alignItems: 'baseline', gap: theme.spacing(1) }),
  name: css({
    fontWeight: theme.typography.fontWeightMedium,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    minWidth: 0,
  }),
  sentence: css({ margin: 0, fontSize: 13, overflowWrap: 'anywhere' }),
  facts: css({ margin: 0, fontSize: 12, color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
  more: css({ display: 'flex', justifyContent: 'center', marginTop: theme.spacing(2) }),
});
