import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import type { Receiver, Response, Routes } from '@tocsin/api';
import { client } from '../api/client';
import { useLiveState, useMayAct } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { Card } from '../ui/Card';
import { NotYet } from '../ui/NotYet';
import { lengthText, tookText } from '../ui/time';

type Tried = Response<Routes['testReceiver']>['results'][number];

/** Sends a message that says it is a test: whether a receiver can be told is known before it has to be. */
export function TryReceivers() {
  const styles = useStyles2(getStyles);
  const { connected } = useLiveState();
  const { data, error } = useResource(() => client.listReceivers({}), {
    key: 'receivers',
    touchedBy: ({ kinds }) => kinds.includes('configuration'),
  });
  return (
    <Card title="Try a receiver" note="one message that says it is a test; nothing else is told" past={!connected}>
      {!data && <NotYet past={!connected || error !== undefined} rows={2} rowHeight={44} />}
      {data?.receivers.length === 0 && <p className={styles.words}>No receiver is configured in alertmanager.yml.</p>}
      <ul className={styles.list}>
        {data?.receivers.map((receiver) => (
          <Row key={receiver.name} receiver={receiver} />
        ))}
      </ul>
    </Card>
  );
}

function Row({ receiver }: { receiver: Receiver }) {
  const styles = useStyles2(getStyles);
  const mayAct = useMayAct();
  const { send, sending, results, problem } = useTry(receiver.name);
  const { name, integrations } = receiver;
  return (
    <li className={styles.row}>
      <div className={styles.head}>
        <div className={styles.name}>
          {name}
          <div className={styles.words}>{describe(receiver)}</div>
        </div>
        {mayAct && integrations.length > 0 && (
          <Button variant="secondary" size="sm" aria-label={`Test ${name}`} disabled={sending} onClick={send}>
            {sending ? 'Sending…' : 'Test'}
          </Button>
        )}
      </div>
      <div role="status" aria-live="polite">
        {problem && <Result good={false} text={`The test was not sent: ${problem}`} />}
        {results?.map((tried) => (
          <Result key={tried.integration} good={tried.delivered} text={resultWords(tried)} />
        ))}
      </div>
    </li>
  );
}

function useTry(name: string) {
  const [sending, setSending] = useState(false);
  const [results, setResults] = useState<readonly Tried[]>();
  const [problem, setProblem] = useState<string>();
  const send = async () => {
    setSending(true);
    setResults(undefined);
    setProblem(undefined);
    try {
      setResults((await client.testReceiver({ params: { name }, body: {} })).results);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setSending(false);
  };
  return { send: () => void send(), sending, results, problem };
}

function Result({ good, text }: { good: boolean; text: string }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.result}>
      <Icon name={good ? 'check' : 'exclamation-triangle'} size="sm" className={good ? styles.good : styles.bad} />
      <span>{text}</span>
    </div>
  );
}

const resultWords = ({ integration, delivered, tookMs, error }: Tried): string =>
  delivered
    ? `${integration}: accepted after ${tookText(tookMs)}`
    : `${integration}: not delivered. ${error ?? 'No reason was given.'}`;

/** "slack[0], email[0]; when not reached for 5 min, ops is told". */
function describe({ integrations, fallback, rateLimit }: Receiver): string {
  const keys = integrations.map(({ key, sendResolved }) => (sendResolved ? key : `${key} (not told of ends)`));
  const parts = [
    keys.length > 0 ? keys.join(', ') : 'tells nobody',
    fallback ? `when not reached for ${lengthText(fallback.afterMs)}, ${fallback.receiver} is told` : '',
    rateLimit ? `at most ${rateLimit.messages} messages in ${lengthText(rateLimit.perMs)}` : '',
  ];
  return parts.filter(Boolean).join('; ');
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none' }),
  row: css({ padding: theme.spacing(1, 0), borderTop: `1px solid ${theme.colors.border.weak}` }),
  head: css({ display: 'flex', gap: theme.spacing(1), alignItems: 'center' }),
  name: css({ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }),
  words: css({ color: theme.colors.text.secondary, fontSize: 12, margin: 0 }),
  result: css({
    display: 'flex',
    gap: theme.spacing(1),
    fontSize: 13,
    overflowWrap: 'anywhere',
    marginTop: theme.spacing(0.5),
  }),
  good: css({ color: theme.colors.success.text, flex: 'none', marginTop: 3 }),
  bad: css({ color: theme.colors.warning.text, flex: 'none', marginTop: 3 }),
});
