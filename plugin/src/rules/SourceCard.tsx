import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { DataSource, RuleGroup } from '@tocsin/api';
import { Card } from '../ui/Card';
import { RuleGroupFold } from './RuleGroupFold';
import { groupsText, placeOf, rulesText } from './ruleWords';
import { SourceState } from './SourceState';

/** The groups that ask one data source. */
export interface SourceSection {
  readonly name: string;
  readonly source?: DataSource;
  readonly groups: readonly RuleGroup[];
}

/** In the order of the data sources; each group is somewhere, whatever it names. */
export function bySource(groups: readonly RuleGroup[], sources: readonly DataSource[]): readonly SourceSection[] {
  const known = sources.map((source) => ({ name: source.name, source, names: source.source ?? source.name }));
  const isKnown = ({ source }: RuleGroup) => known.some(({ names }) => names === source);
  const others = [...new Set(groups.filter((group) => !isKnown(group)).map(({ source }) => source))];
  const of = (name: string) => groups.filter(({ source }) => source === name);
  return [
    ...known.map(({ name, names, source }) => ({ name, source, groups: of(names) })),
    ...others.map((name) => ({ name: name === 'default' ? 'Prometheus' : name, groups: of(name) })),
  ].filter((section) => section.groups.length > 0);
}

interface Props {
  section: SourceSection;
  /** Somebody looks for something: what is left is likely what they want to see. */
  narrowed: boolean;
  past: boolean;
}

/** So many rules are shown at once; of more, the groups stand folded. */
const OPEN_AT_MOST = 40;

export function SourceCard({ section: { name, source, groups }, narrowed, past }: Props) {
  const styles = useStyles2(getStyles);
  const [chosen, setChosen] = useState<Readonly<Record<string, boolean>>>({});
  const total = groups.reduce((sum, { rules }) => sum + rules.length, 0);
  const isOpen = (id: string) => chosen[id] ?? total <= OPEN_AT_MOST;
  const shown = narrowed ? 'that match' : '';
  return (
    <Card
      title={name}
      note={`${rulesText(total)} in ${groupsText(groups.length)} ${shown}`.trim()}
      side={source && <span className={styles.url}>{source.url}</span>}
      past={past}
    >
      {source && <SourceState source={source} />}
      {byPlace(groups).map(([place, file, ofPlace]) => (
        <section key={file} aria-label={place}>
          <h3 className={styles.file} title={file}>
            {place}
          </h3>
          {ofPlace.map((group) => (
            <RuleGroupFold
              key={group.id}
              group={group}
              open={isOpen(group.id)}
              setOpen={(open) => setChosen((before) => ({ ...before, [group.id]: open }))}
            />
          ))}
        </section>
      ))}
    </Card>
  );
}

type Place = readonly [place: string, file: string, groups: readonly RuleGroup[]];

function byPlace(groups: readonly RuleGroup[]): readonly Place[] {
  const files = new Map<string, RuleGroup[]>();
  for (const group of groups) {
    files.set(group.file, [...(files.get(group.file) ?? []), group]);
  }
  return [...files].flatMap(([file, ofFile]) => (ofFile[0] ? [[placeOf(ofFile[0]), file, ofFile] as const] : []));
}

const getStyles = (theme: GrafanaTheme2) => ({
  url: css({ color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
  file: css({
    margin: theme.spacing(1.5, 0, 0.5),
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightRegular,
    color: theme.colors.text.secondary,
    overflowWrap: 'anywhere',
  }),
});
