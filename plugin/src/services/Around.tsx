import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { DependencyNode, ServiceDetail } from '@tocsin/api';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Card } from '../ui/Card';
import { Health } from '../ui/HealthMark';
import { LinkTo } from '../ui/LinkTo';

/** What it depends on and what depends on it, each with how it is. */
export function Around({ service: { name, dependsOn, dependents } }: { service: ServiceDetail }) {
  const { data } = useResource(() => client.listDependencies({ query: { around: name, depth: '1' } }), {
    key: `around ${name}`,
    everyMs: 15_000,
    touchedBy: ({ services = [], kinds }) => services.length > 0 || kinds.includes('topology'),
  });
  const nodes = new Map(data?.nodes.map((node) => [node.name, node]));
  return (
    <Card title="Dependencies" side={<LinkTo to={paths.dependenciesOf(name)}>Map</LinkTo>}>
      <Neighbours title="Depends on" none="It depends on nothing that is known." names={dependsOn} nodes={nodes} />
      <Neighbours title="Depend on it" none="Nothing that is known depends on it." names={dependents} nodes={nodes} />
    </Card>
  );
}

interface NeighboursProps {
  title: string;
  none: string;
  names: readonly string[];
  nodes: ReadonlyMap<string, DependencyNode>;
}

function Neighbours({ title, none, names, nodes }: NeighboursProps) {
  const styles = useStyles2(getStyles);
  if (names.length === 0) {
    return <p className={styles.none}>{none}</p>;
  }
  return (
    <>
      <h3 className={styles.title}>{title}</h3>
      <ul>
        {names.map((name) => {
          const node = nodes.get(name);
          return (
            <li key={name} className={styles.row}>
              <LinkTo to={paths.service(name)}>{name}</LinkTo>
              {node && <Health state={node.state} word={node.word} />}
            </li>
          );
        })}
      </ul>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({
    fontSize: 12,
    fontWeight: theme.typography.fontWeightRegular,
    color: theme.colors.text.secondary,
    margin: theme.spacing(1, 0, 0.5),
  }),
  none: css({ color: theme.colors.text.secondary, fontSize: 13, margin: theme.spacing(1, 0, 0) }),
  row: css({
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 0),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontSize: 13,
    listStyle: 'none',
    overflowWrap: 'anywhere',
  }),
});
