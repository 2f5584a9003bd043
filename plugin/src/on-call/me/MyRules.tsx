import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, Input, useStyles2 } from '@grafana/ui';
import { type MyOnCall, pagedSeverities } from '@tocsin/api';
import { client } from '../../api/client';
import { Card } from '../../ui/Card';
import { SeverityMark } from '../../ui/SeverityMark';
import { severityWord } from '../../ui/severity';
import { FormDialog, Refused } from '../FormDialog';
import { HoursEditor } from '../HoursEditor';
import { saidAt, saidOfTheRest } from '../problems';
import { RulesEditor, Said } from '../RulesEditor';
import { useChange } from '../useChange';
import { hoursWords, severityWords } from '../words';

/** How I want to be told: "Slack now, call after 5 min". */
export function MyRules({ mine, past }: { mine: MyOnCall; past: boolean }) {
  const styles = useStyles2(getStyles);
  const [open, setOpen] = useState(false);
  const { rules, contacts, ownRules, quietHours, version } = mine;
  const { run, refusal } = useChange();
  const reset = () =>
    run({
      send: () => client.setMyRules({ body: { reset: true, version } }),
      done: () => 'The rules of your entry count again.',
    });
  return (
    <Card
      title="How I am told"
      note={ownRules ? 'as you set it' : 'as your entry says'}
      past={past}
      side={
        <Button size="sm" variant="secondary" icon="edit" onClick={() => setOpen(true)}>
          Change
        </Button>
      }
    >
      <dl className={styles.list}>
        {pagedSeverities.map((severity) => (
          <div key={severity} className={styles.row}>
            <dt className={styles.severity}>
              <SeverityMark severity={severity} decorative /> {severityWord[severity]}
            </dt>
            <dd className={styles.words}>{severityWords(rules, severity, contacts)}</dd>
          </div>
        ))}
        <div className={styles.row}>
          <dt>Quiet hours</dt>
          <dd className={styles.words}>
            {quietHours ? `${hoursWords(quietHours)}. What is critical comes all the same.` : 'none'}
          </dd>
        </div>
      </dl>
      {ownRules && (
        <Button size="sm" fill="text" variant="secondary" onClick={() => void reset()}>
          Go back to those of my entry
        </Button>
      )}
      <Refused words={refusal?.words} />
      {open && <Change mine={mine} close={() => setOpen(false)} />}
    </Card>
  );
}

const fields = ['rules.critical', 'rules.high', 'rules.medium', 'rules.low', 'quietHours', 'mostPerMinute'];

function Change({ mine, close }: { mine: MyOnCall; close(): void }) {
  const [rules, setRules] = useState(mine.rules);
  const [quietHours, setQuietHours] = useState(mine.quietHours);
  const [most, setMost] = useState(String(mine.mostPerMinute));
  const { run, sending, refusal } = useChange();
  const mostPerMinute = Number(most);
  const send = () =>
    run({
      send: () =>
        client.setMyRules({
          body: { rules, mostPerMinute, version: mine.version, ...(quietHours && { quietHours }) },
        }),
      done: () => 'You are told this way from the next page on.',
      after: close,
    });
  return (
    <FormDialog
      title="How do you want to be told?"
      does="Keep it"
      ready={Number.isInteger(mostPerMinute)}
      sending={sending}
      refused={saidOfTheRest(refusal, fields)}
      close={close}
      send={() => void send()}
    >
      <RulesEditor contacts={mine.contacts} rules={rules} refusal={refusal} set={setRules} />
      <Field label="Quiet hours" description="What is critical comes all the same.">
        <HoursEditor label="Quiet hours" hours={quietHours} set={setQuietHours} />
      </Field>
      <Said words={saidAt(refusal, 'quietHours')} />
      <Field
        label="Messages a minute at most"
        description="The rest comes as one digest; critical ones always come."
        noMargin
        invalid={saidAt(refusal, 'mostPerMinute') !== undefined}
        error={saidAt(refusal, 'mostPerMinute')}
      >
        <Input
          aria-label="Messages a minute at most"
          type="number"
          width={12}
          min={1}
          value={most}
          onChange={({ currentTarget }) => setMost(currentTarget.value)}
        />
      </Field>
    </FormDialog>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ margin: 0 }),
  row: css({
    display: 'grid',
    gridTemplateColumns: '112px minmax(0, 1fr)',
    gap: theme.spacing(1),
    padding: theme.spacing(0.75, 0),
    fontSize: 13,
    borderTop: `1px solid ${theme.colors.border.weak}`,
    '& > dt': { fontWeight: theme.typography.fontWeightRegular },
  }),
  severity: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  words: css({ margin: 0, overflowWrap: 'anywhere' }),
});
