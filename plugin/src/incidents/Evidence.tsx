import React from 'react';
import type { IncidentDetail } from '@tocsin/api';
import { paths } from '../app/paths';
import { ChangeList } from '../changes/ChangeList';
import { Causes } from '../dependencies/Causes';
import { Card } from '../ui/Card';
import { LinkTo } from '../ui/LinkTo';

interface Props {
  incident: Pick<IncidentDetail, 'causes' | 'changes' | 'impact' | 'service'>;
  past: boolean;
}

/** What speaks for a cause, what changed before it began, and what else it hits. Evidence, never a verdict. */
export function Evidence({ incident: { causes = [], changes = [], impact, service }, past }: Props) {
  return (
    <>
      {(causes.length > 0 || impact) && (
        <Card
          title="What speaks for a cause"
          note="evidence, no verdict"
          side={service && <LinkTo to={paths.dependenciesOf(service)}>Map</LinkTo>}
          past={past}
        >
          <Causes causes={causes} />
          {impact && <p style={{ margin: '8px 0 0' }}>{impact}</p>}
        </Card>
      )}
      {changes.length > 0 && (
        <Card title="What changed" note="nearest before its start first" past={past}>
          <ChangeList changes={changes} />
        </Card>
      )}
    </>
  );
}
