import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, ConfirmModal, Icon, useStyles2 } from '@grafana/ui';
import type { PageTest as Test } from '@tocsin/api';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { LinkTo } from '../ui/LinkTo';
import { clockText } from '../ui/time';
import { Refused } from './FormDialog';
import { useChange } from './useChange';

interface Props {
  policy?: string;
  person?: string;
  name: string;
}

/** A real page that says it is a test: whether people can be told is known before they have to be. */
export function PageTest({ policy, person, name }: Props) {
  const styles = useStyles2(getStyles);
  const [asked, setAsked] = useState(false);
  const [incident, setIncident] = useState<string>();
  const { run, sending, refusal } = useChange();
  const start = () =>
    run({
      send: () => client.startPageTest({ body: policy === undefined ? { person } : { policy } }),
      done: (test) => `${test.incident} is a test. ${test.sentence}`,
      after: (test) => {
        setIncident(test.incident);
        setAsked(false);
      },
    });
  return (
    <div className={styles.all}>
      <Button variant="secondary" size="sm" icon="bell" disabled={sending} onClick={() => setAsked(true)}>
        Send a test page
      </Button>
      <Refused words={refusal?.words} />
      {incident !== undefined && <Progress incident={incident} />}
      <ConfirmModal
        isOpen={asked}
        title={`Send a test page ${person === undefined ? `along ${name}` : `to ${name}`}?`}
        body="It is a real page: phones ring. It says that it is a test, and acknowledging it ends it."
        confirmText="Send it"
        confirmVariant="primary"
        onConfirm={async () => {
          await start();
          setAsked(false);
        }}
        onDismiss={() => setAsked(false)}
      />
    </div>
  );
}

const icons = {
  waiting: 'hourglass',
  sending: 'exchange-alt',
  delivered: 'check',
  failed: 'exclamation-triangle',
  stopped: 'bell-slash',
} as const;

const statusWords: Readonly<Record<Test['messages'][number]['status'], string>> = {
  waiting: 'waits',
  sending: 'on its way',
  delivered: 'delivered',
  failed: 'failed',
  stopped: 'not needed any more',
};

function Progress({ incident }: { incident: string }) {
  const styles = useStyles2(getStyles);
  const { data, error } = useResource(() => client.getPageTest({ params: { incident } }), {
    key: `page test ${incident}`,
    everyMs: 2000,
    touchedBy: ({ incidents }) => incidents.includes(incident),
  });
  return (
    <div role="status" aria-live="polite" className={styles.progress}>
      {error && <p className={styles.bad}>How far it got is not known: {error.message}</p>}
      {data && (
        <>
          <p className={styles.sentence}>
            <LinkTo to={paths.incident(incident)}>{incident}</LinkTo>: {data.sentence}{' '}
            {data.answeredBy ? `${data.answeredBy} answered. ` : ''}
            {data.nextAt && data.status === 'running' ? `Next step at ${clockText(Date.parse(data.nextAt))}.` : ''}
          </p>
          <ul className={styles.list}>
            {data.messages.map(({ integration, target, at, channel, status, error: why, explanation }) => (
              <li key={`${integration} ${target.id} ${at}`} className={styles.message}>
                <Icon name={icons[status]} size="sm" />
                <span>
                  {target.name} by {channel}: {statusWords[status]}
                  {why ? `, ${why}` : status === 'stopped' && explanation ? `, ${explanation}` : ''}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  all: css({ marginTop: theme.spacing(2) }),
  progress: css({ marginTop: theme.spacing(1), fontSize: 13 }),
  sentence: css({ margin: theme.spacing(0, 0, 1) }),
  bad: css({ color: theme.colors.warning.text }),
  list: css({ listStyle: 'none' }),
  message: css({ display: 'flex', gap: theme.spacing(1), alignItems: 'baseline', overflowWrap: 'anywhere' }),
});
