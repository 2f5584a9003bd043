import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { IconButton, useStyles2 } from '@grafana/ui';
import type { AlertSummary, Incident } from '@tocsin/api';
import { type Matcher, parseUtf8Matchers, printMatcher } from '@tocsin/model/written-matchers';

/** What a link of Alertmanager asks for: matchers, and the receiver that is told. */
export interface LinkFilter {
  readonly matchers: readonly Matcher[];
  readonly receiver?: string;
}

export function readFilter(search: URLSearchParams): LinkFilter {
  const read = parseUtf8Matchers(search.get('filter') ?? '');
  return { matchers: read.ok ? read.value : [], receiver: search.get('receiver') ?? undefined };
}

/** Who is told of an alert is known from its incident. */
export function filtered(
  alerts: readonly AlertSummary[],
  { matchers, receiver }: LinkFilter,
  incidents: readonly Incident[] | undefined
): readonly AlertSummary[] {
  const told = receiver === undefined ? undefined : incidents?.filter((incident) => incident.receiver === receiver);
  const mine = told && new Set(told.flatMap((incident) => incident.alerts));
  return alerts.filter(
    ({ labels, fingerprint }) =>
      matchers.every((matcher) => matches(matcher, labels[matcher.name] ?? '')) && (mine?.has(fingerprint) ?? true)
  );
}

function matches({ op, value }: Matcher, text: string): boolean {
  switch (op) {
    case '=':
      return text === value;
    case '!=':
      return text !== value;
    case '=~':
      return wholly(value, text);
    case '!~':
      return !wholly(value, text);
  }
}

/** Only what this page shows hangs on it: what is silenced or told is the service's to match. */
function wholly(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 's').test(text);
  } catch {
    return false;
  }
}

interface Props {
  filter: LinkFilter;
  set(filter: LinkFilter): void;
}

/** Each can be taken away. */
export function AlertFilters({ filter: { matchers, receiver }, set }: Props) {
  const styles = useStyles2(getStyles);
  const chips = [
    ...matchers.map((matcher) => ({
      text: printMatcher(matcher),
      remove: () => set({ matchers: matchers.filter((other) => other !== matcher), receiver }),
    })),
    ...(receiver === undefined ? [] : [{ text: `told to ${receiver}`, remove: () => set({ matchers }) }]),
  ];
  if (chips.length === 0) {
    return null;
  }
  return (
    <ul className={styles.chips} aria-label="Filters">
      {chips.map(({ text, remove }) => (
        <li key={text} className={styles.chip}>
          {text}
          <IconButton name="times" size="sm" aria-label={`Remove ${text}`} onClick={remove} />
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  chips: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), listStyle: 'none', flexBasis: '100%' }),
  chip: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    padding: theme.spacing(0.25, 1),
    fontSize: 12,
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.border.weak}`,
    background: theme.colors.background.secondary,
    overflowWrap: 'anywhere',
  }),
});
