import React from 'react';
import type { IconName } from '@grafana/ui';
import type { ReceiverHealth } from '@tocsin/api';
import { paths } from '../app/paths';
import { Age } from '../ui/Age';
import { Card } from '../ui/Card';
import { LinkTo } from '../ui/LinkTo';
import { NotYet } from '../ui/NotYet';
import { clockText } from '../ui/time';
import { Fact } from './Fact';

const icons: Readonly<Record<string, IconName>> = { slack: 'slack', email: 'envelope', webhook: 'link' };

export function Delivery({ receivers, past }: { receivers?: readonly ReceiverHealth[]; past: boolean }) {
  const waiting = receivers?.reduce((sum, receiver) => sum + receiver.waiting, 0) ?? 0;
  const failing = receivers?.filter(({ state }) => state === 'failing').length ?? 0;
  return (
    <Card
      title="Delivery"
      note={receivers && `${waiting} waiting, ${failing} failing`}
      side={<LinkTo to={paths.status}>Receivers</LinkTo>}
      past={past}
    >
      {receivers ? <Receivers receivers={receivers} brief /> : <NotYet past={past} rows={3} rowHeight={38} />}
    </Card>
  );
}

const states: ReadonlyArray<ReceiverHealth['state']> = ['failing', 'ok', 'unused'];

interface ReceiversProps {
  receivers: readonly ReceiverHealth[];
  /** Among other cards: what was never used is one line. */
  brief?: boolean;
}

export function Receivers({ receivers, brief = false }: ReceiversProps) {
  if (receivers.length === 0) {
    return (
      <p>No receiver is configured: alerts are shown here and told to nobody. Add receivers to alertmanager.yml.</p>
    );
  }
  const sorted = [...receivers].sort((a, b) => states.indexOf(a.state) - states.indexOf(b.state));
  const used = sorted.filter(({ state }) => state !== 'unused');
  const shown = brief && used.length > 0 ? used : sorted;
  const rest = sorted.length - shown.length;
  return (
    <ul>
      {shown.map((receiver) => (
        <Receiver key={receiver.integration} receiver={receiver} />
      ))}
      {rest > 0 && <Fact icon="hourglass" name={`${rest} more`} word="nothing sent yet" />}
    </ul>
  );
}

function Receiver({ receiver }: { receiver: ReceiverHealth }) {
  const { type, integration, receiver: name, state, waiting, lastDeliveredAt, failingSince, lastError } = receiver;
  const words: Readonly<Record<ReceiverHealth['state'], React.ReactNode>> = {
    unused: 'nothing sent yet',
    ok: lastDeliveredAt ? <Age since={lastDeliveredAt} suffix=" ago" /> : 'answers',
    failing: failingSince ? `failing since ${clockText(Date.parse(failingSince))}` : 'failing',
  };
  const detail = [waiting > 0 ? `${waiting} waiting` : '', state === 'failing' ? lastError : ''].filter(Boolean);
  return (
    <Fact
      icon={icons[type] ?? 'exchange-alt'}
      name={<span title={integration}>{name === type ? name : `${name}, ${type}`}</span>}
      good={state === 'unused' ? undefined : state === 'ok'}
      word={words[state]}
      detail={detail.join('. ')}
    />
  );
}
