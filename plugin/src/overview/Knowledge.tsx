import React from 'react';
import type { Overview } from '@tocsin/api';
import { paths } from '../app/paths';
import { Age } from '../ui/Age';
import { Card } from '../ui/Card';
import { LinkTo } from '../ui/LinkTo';
import { NotYet } from '../ui/NotYet';
import { Fact } from './Fact';

/** How Tocsin knows what it says: a calm page is worth as much as what stands behind it. */
export function Knowledge({ overview, past }: { overview?: Overview; past: boolean }) {
  return (
    <Card title="What Tocsin knows" side={<LinkTo to={paths.status}>Status</LinkTo>} past={past}>
      {overview ? <Facts overview={overview} /> : <NotYet past={past} rows={3} rowHeight={38} />}
    </Card>
  );
}

function Facts({ overview: { rules, dataSources, receivers } }: { overview: Overview }) {
  const names = new Set(receivers.map(({ receiver }) => receiver));
  const failing = new Set(receivers.filter(({ state }) => state === 'failing').map(({ receiver }) => receiver)).size;
  return (
    <ul>
      <Fact
        icon="list-ul"
        name={`${rules.total} ${rules.total === 1 ? 'rule' : 'rules'}`}
        good={rules.total > 0 && rules.failing === 0 && rules.lastEvaluationAt !== undefined}
        word={
          rules.lastEvaluationAt ? (
            <>
              evaluated <Age since={rules.lastEvaluationAt} suffix=" ago" />
            </>
          ) : (
            'not evaluated yet'
          )
        }
        detail={rules.failing > 0 && `${rules.failing} cannot be evaluated: see Rules`}
      />
      {dataSources.map(({ name, healthy, since, error }) => (
        <Fact
          key={name}
          icon="graph-bar"
          name={name}
          good={healthy}
          word={healthy ? 'answers' : since ? <Age since={since} suffix=" without an answer" /> : 'does not answer'}
          detail={!healthy && error}
        />
      ))}
      <Fact
        icon="exchange-alt"
        name={names.size === 1 ? '1 receiver' : `${names.size} receivers`}
        good={names.size > 0 && failing === 0}
        word={failing > 0 ? `${failing} failing` : names.size > 0 ? 'none fails' : 'nobody would be told'}
      />
    </ul>
  );
}
