import { css } from '@emotion/css';
import React from 'react';
import { useParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { type KeptPerson, pagedSeverities } from '@tocsin/api';
import { client } from '../../api/client';
import { useLiveState, useMayAct } from '../../api/LiveProvider';
import { useResource } from '../../api/useResource';
import { paths } from '../../app/paths';
import { ButtonLink } from '../../ui/ButtonLink';
import { Card } from '../../ui/Card';
import { Page } from '../../ui/Page';
import { SeverityMark } from '../../ui/SeverityMark';
import { severityWord } from '../../ui/severity';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { Origin } from '../Origin';
import { PageTest } from '../PageTest';
import { useIsAdmin } from '../useIsAdmin';
import { contactWords, hoursWords, isUsable, listWords, severityWords, stateWords } from '../words';
import { DeletePerson } from './DeletePerson';

/** How somebody is reached, and when they are on call. */
export function PersonPage() {
  const { id = '' } = useParams();
  const isAdmin = useIsAdmin();
  const mayAct = useMayAct();
  const { connected, me } = useLiveState();
  const resource = useResource(() => client.getPerson({ params: { id } }), { key: `person ${id}`, everyMs: 60_000 });
  const { data } = resource;
  const past = !connected || resource.error !== undefined;
  return (
    <Page
      name={data?.value.name ?? 'Person'}
      title={data ? titleOf(data) : 'Person'}
      subtitle={data && data.teams.length > 0 && `In ${listWords(data.teams)}.`}
      actions={
        <>
          {me?.person.id === id && <ButtonLink to={paths.me}>My page</ButtonLink>}
          {isAdmin && data?.source === 'app' && (
            <>
              <DeletePerson person={data} />
              <ButtonLink icon="edit" to={paths.changePerson(id)}>
                Change
              </ButtonLink>
            </>
          )}
        </>
      }
    >
      <Trouble resource={resource} what="The person" />
      {!data && !resource.error && <Skeleton rows={5} rowHeight={44} />}
      {data && <Details person={data} past={past} test={mayAct && <PageTest person={id} name={data.value.name} />} />}
    </Page>
  );
}

function titleOf({ value: { name }, contacts, onCall }: KeptPerson): string {
  const reached = contacts.some(isUsable);
  const duty = onCall.length > 0 ? `is on call for ${listWords(onCall)}` : 'is not on call';
  return `${name} ${duty}${reached ? '' : ', and cannot be reached'}`;
}

function Details({ person, past, test }: { person: KeptPerson; past: boolean; test: React.ReactNode }) {
  const styles = useStyles2(getStyles);
  const { value, contacts } = person;
  return (
    <div className={styles.columns}>
      <Card title="Contacts" past={past}>
        {contacts.length === 0 && <p className={styles.quiet}>None: nothing can reach them.</p>}
        <ul className={styles.list}>
          {contacts.map((contact) => (
            <li key={contact.id} className={styles.row}>
              <span>
                <Icon name={isUsable(contact) ? 'check' : 'exclamation-triangle'} size="sm" />{' '}
                {contactWords[contact.kind]}: {contact.address}
              </span>
              <span className={styles.quiet}>{stateWords[contact.state]}</span>
            </li>
          ))}
        </ul>
      </Card>
      <Card title="How they are told" past={past}>
        <dl className={styles.list}>
          {pagedSeverities.map((severity) => (
            <div key={severity} className={styles.row}>
              <dt className={styles.severity}>
                <SeverityMark severity={severity} decorative /> {severityWord[severity]}
              </dt>
              <dd className={styles.words}>{severityWords(value.rules, severity, contacts)}</dd>
            </div>
          ))}
          {value.quietHours && (
            <div className={styles.row}>
              <dt>Quiet hours</dt>
              <dd className={styles.words}>{hoursWords(value.quietHours)}; critical comes all the same</dd>
            </div>
          )}
          <div className={styles.row}>
            <dt>Zone</dt>
            <dd className={styles.words}>{value.timeZone ?? 'UTC'}</dd>
          </div>
        </dl>
      </Card>
      <Card title="The entry" past={past}>
        <Origin kept={person} />
        {test}
      </Card>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    alignItems: 'start',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(340px, 100%), 1fr))',
  }),
  list: css({ listStyle: 'none', margin: 0 }),
  row: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(110px, auto) minmax(0, 1fr)',
    gap: theme.spacing(1),
    padding: theme.spacing(0.75, 0),
    fontSize: 13,
    borderTop: `1px solid ${theme.colors.border.weak}`,
    overflowWrap: 'anywhere',
    '& > dt': { fontWeight: theme.typography.fontWeightRegular },
  }),
  severity: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  words: css({ margin: 0 }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: 12, margin: 0 }),
});
