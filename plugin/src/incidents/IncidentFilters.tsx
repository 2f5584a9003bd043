import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Dropdown, FilterInput, Icon, IconButton, Menu, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { Incident } from '@tocsin/api';
import { type Facet, facetNames, facets, type IncidentFilter, isNarrowed, noFilter, valuesOf } from './incidentFilter';

interface Props {
  incidents: readonly Incident[];
  filter: IncidentFilter;
  set(filter: IncidentFilter): void;
  findRef: React.Ref<HTMLInputElement>;
}

const scopeOptions = [
  { value: 'recent' as const, label: 'Open + 24 h' },
  { value: 'mine' as const, label: 'Mine' },
  { value: 'all' as const, label: 'All' },
];

export function IncidentFilters({ incidents, filter, set, findRef }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.bar}>
      <div className={styles.find}>
        <FilterInput
          ref={findRef}
          value={filter.words}
          onChange={(words) => set({ ...filter, words })}
          placeholder="Title, service, label…"
          aria-label="Find incidents by title, service, label"
          escapeRegex={false}
        />
      </div>
      <RadioButtonGroup
        aria-label="Which incidents"
        options={scopeOptions}
        value={filter.scope}
        onChange={(scope) => set({ ...filter, scope })}
      />
      {facetNames.map((name) => (
        <Chip
          key={name}
          name={name}
          values={valuesOf(incidents, name, filter.chosen[name])}
          chosen={filter.chosen[name]}
          set={(values) => set({ ...filter, chosen: { ...filter.chosen, [name]: values } })}
        />
      ))}
      {isNarrowed(filter) && (
        <Button fill="text" size="sm" onClick={() => set(noFilter)}>
          Clear
        </Button>
      )}
    </div>
  );
}

interface ChipProps {
  name: Facet;
  values: readonly string[];
  chosen: readonly string[];
  set(values: readonly string[]): void;
}

/** A chip with its value inside: "severity any", "team Payments + 2". */
function Chip({ name, values, chosen, set }: ChipProps) {
  const styles = useStyles2(getStyles);
  if (values.length === 0) {
    return null;
  }
  const toggle = (value: string) =>
    set(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
  const [first, ...others] = chosen;
  const words = first === undefined ? 'any' : others.length > 0 ? `${first} + ${others.length}` : first;
  return (
    <span className={cx(styles.chip, chosen.length > 0 && styles.chosen)}>
      <Dropdown
        placement="bottom-start"
        overlay={
          <Menu>
            {values.map((value) => (
              <Menu.Item
                key={value}
                label={value}
                icon={chosen.includes(value) ? 'check' : undefined}
                active={chosen.includes(value)}
                onClick={() => toggle(value)}
              />
            ))}
          </Menu>
        }
      >
        <button type="button" className={styles.button}>
          {facets[name].words} <strong className={styles.value}>{words}</strong>
          {chosen.length === 0 && <Icon name="angle-down" size="sm" />}
        </button>
      </Dropdown>
      {chosen.length > 0 && (
        <IconButton name="times" size="sm" aria-label={`Any ${facets[name].words}`} onClick={() => set([])} />
      )}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(2),
  }),
  find: css({ flex: '1 1 220px', maxWidth: 320 }),
  chip: css({
    display: 'inline-flex',
    alignItems: 'center',
    height: 32,
    padding: theme.spacing(0, 1.5),
    borderRadius: 16,
    border: `1px solid ${theme.colors.border.medium}`,
    fontSize: 13,
  }),
  chosen: css({ background: theme.colors.primary.transparent, borderColor: theme.colors.primary.border }),
  button: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    height: '100%',
    border: 'none',
    background: 'none',
    padding: 0,
    color: theme.colors.text.primary,
    whiteSpace: 'nowrap',
  }),
  value: css({ fontWeight: theme.typography.fontWeightMedium }),
});
