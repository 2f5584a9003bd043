import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { HealthState, Overview, SystemHealth } from '@tocsin/api';
import { FirstRun } from '../services/FirstRun';
import { countsText, totalOf } from '../services/words';
import { Age } from '../ui/Age';
import { Card } from '../ui/Card';
import { healthColor } from '../ui/health';
import { HealthMark } from '../ui/HealthMark';
import { quantityText } from '../ui/numbers';
import { besides, room } from '../ui/room';
import { Skeleton } from '../ui/Skeleton';
import { MonthsIncidents } from './MonthsIncidents';
import { Promises } from './Promises';
import { UptimeOfServices } from './UptimeOfServices';

/** For a screen on the wall: one colour with its shape and word, one sentence, and what was kept of what was promised. */
export function Executive({ overview, past }: { overview?: Overview; past: boolean }) {
  const styles = useStyles2(getStyles);
  if (!overview) {
    return past ? <p className={styles.sentence}>Not known from here.</p> : <Skeleton rows={1} rowHeight={220} />;
  }
  const { system, services } = overview;
  if (!system || !services || services.length === 0) {
    return (
      <Card title="Services" quietTitle>
        <FirstRun />
      </Card>
    );
  }
  return (
    <div className={room}>
      <div className={styles.page}>
        <Banner system={system} past={past} />
        <Figures overview={overview} system={system} past={past} />
        <div className={styles.columns}>
          <UptimeOfServices />
          <div className={styles.column}>
            <Promises />
            <MonthsIncidents />
          </div>
        </div>
      </div>
    </div>
  );
}

const words: Readonly<Record<HealthState, string>> = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  failing: 'Failing',
  maintenance: 'Maintenance',
  'no-data': 'Not known',
};

const ofColour = { green: 'healthy', yellow: 'degraded', red: 'failing' } as const;

/** The colour is by load; what fails is never greener than it is, and what is not known is grey. */
function shadeOf({ colour, state }: SystemHealth): HealthState {
  if (state === 'no-data' || state === 'failing') {
    return state;
  }
  const byLoad = ofColour[colour];
  return byLoad === 'healthy' && state === 'degraded' ? state : byLoad;
}

function Banner({ system, past }: { system: SystemHealth; past: boolean }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const shade = shadeOf(system);
  const color = past ? theme.colors.text.secondary : healthColor(theme, shade);
  return (
    <section className={styles.banner} style={{ borderColor: color }} aria-label="Now">
      <span className={styles.mark} style={past ? { filter: 'grayscale(1)' } : undefined}>
        <HealthMark state={shade} size={96} decorative />
      </span>
      <div className={styles.said}>
        <div className={styles.word}>{past ? `Was ${words[system.state].toLowerCase()}` : words[system.state]}</div>
        <p className={styles.sentence}>{system.sentence}</p>
        <p className={styles.small}>
          {countsText(system.counts)} of {totalOf(system.counts)} services
        </p>
      </div>
    </section>
  );
}

const shades = { green: 'under 80 %: green', yellow: '80 to 90 %: yellow', red: 'over 90 %: red' } as const;

function Figures({ overview, system, past }: { overview: Overview; system: SystemHealth; past: boolean }) {
  const styles = useStyles2(getStyles);
  const { counts } = overview;
  const { score, load, loadText, colour, since, state } = system;
  const isPast = load !== undefined && load >= 100;
  const loadNote = [loadText, isPast ? 'past its limit: red' : shades[colour]].filter(Boolean).join(', ');
  return (
    <ul className={styles.figures} style={past ? { filter: 'grayscale(1)' } : undefined}>
      <Figure title="Health score" note="of 100">
        {score === undefined ? 'not known' : Math.round(score)}
      </Figure>
      <Figure title="Highest load" note={load === undefined ? undefined : loadNote}>
        {load === undefined ? 'not known' : isPast ? 'over 100 %' : quantityText(Math.round(load), '%')}
      </Figure>
      <Figure title="Open incidents" note={counts.unowned > 0 ? `nobody has ${counts.unowned}` : undefined}>
        {counts.openIncidents}
      </Figure>
      <Figure title="In this state for" note={words[state].toLowerCase()}>
        {since ? <Age since={since} /> : 'not known'}
      </Figure>
    </ul>
  );
}

function Figure({ title, note, children }: { title: string; note?: string; children: React.ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <li className={styles.figure}>
      <div className={styles.small}>{title}</div>
      <div className={styles.number}>{children}</div>
      <div className={styles.note}>{note}</div>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)' }),
  banner: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(4),
    padding: theme.spacing(3, 4),
    background: theme.colors.background.primary,
    border: '1px solid',
    borderLeftWidth: 24,
    borderRadius: theme.shape.radius.default,
    [theme.breakpoints.down('sm')]: { flexWrap: 'wrap', padding: theme.spacing(2), borderLeftWidth: 12, gap: 8 },
  }),
  mark: css({ flex: 'none', lineHeight: 0 }),
  said: css({ minWidth: 0, overflowWrap: 'anywhere' }),
  word: css({ fontSize: 'clamp(36px, 5vw, 64px)', lineHeight: 1.1, fontWeight: theme.typography.fontWeightMedium }),
  sentence: css({ fontSize: 'clamp(20px, 2.2vw, 30px)', lineHeight: 1.3, margin: theme.spacing(1, 0, 0) }),
  small: css({ fontSize: 16, color: theme.colors.text.secondary, margin: theme.spacing(1, 0, 0) }),
  figures: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fit, minmax(150px, 1fr))',
    listStyle: 'none',
  }),
  figure: css({
    padding: theme.spacing(1, 2, 2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  number: css({
    fontSize: 40,
    lineHeight: 1.2,
    fontWeight: theme.typography.fontWeightMedium,
    fontVariantNumeric: 'tabular-nums',
  }),
  note: css({ fontSize: 14, color: theme.colors.text.secondary, minHeight: 20 }),
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [besides]: { gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)' },
  }),
  column: css({ display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)', minWidth: 0 }),
});
