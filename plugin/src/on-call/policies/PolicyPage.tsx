import { css } from '@emotion/css';
import React, { useState } from 'react';
import { useNavigate, useParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, ConfirmModal, useStyles2 } from '@grafana/ui';
import type { KeptPolicy } from '@tocsin/api';
import { client } from '../../api/client';
import { useLiveState, useMayAct } from '../../api/LiveProvider';
import { useResource } from '../../api/useResource';
import { paths } from '../../app/paths';
import { ButtonLink } from '../../ui/ButtonLink';
import { Card } from '../../ui/Card';
import { Page } from '../../ui/Page';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { Refused } from '../FormDialog';
import { Origin } from '../Origin';
import { PageTest } from '../PageTest';
import { useChange } from '../useChange';
import { useIsAdmin } from '../useIsAdmin';
import { listWords } from '../words';
import { PolicyLadder } from './PolicyLadder';
import { targetsWords } from './policyWords';
import { useChoices } from './useNames';

/** One policy as a ladder in words, with who it would page right now. */
export function PolicyPage() {
  const { id = '' } = useParams();
  const styles = useStyles2(getStyles);
  const isAdmin = useIsAdmin();
  const mayAct = useMayAct();
  const { connected } = useLiveState();
  const resource = useResource(() => client.getPolicy({ params: { id } }), { key: `policy ${id}`, everyMs: 60_000 });
  const { choices, names } = useChoices();
  const { data } = resource;
  const past = !connected || resource.error !== undefined;
  const first = data && targetsWords(data.value.steps[0]?.targets ?? [], names);
  return (
    <Page
      name={data?.value.name ?? 'Policy'}
      title={data ? `${data.value.name}: first ${first ?? ''}` : 'Policy'}
      subtitle={data && wordsOf(data)}
      actions={
        isAdmin &&
        data?.source === 'app' && (
          <>
            <Delete policy={data} />
            <ButtonLink icon="edit" to={paths.changePolicy(id)}>
              Change
            </ButtonLink>
          </>
        )
      }
    >
      <Trouble resource={resource} what="The policy" />
      {!data && !resource.error && <Skeleton rows={4} rowHeight={56} />}
      {data && (
        <div className={styles.columns}>
          <Card title="Step by step" past={past}>
            <PolicyLadder policy={data.value} choices={choices ?? []} />
          </Card>
          <Card title="The entry" past={past}>
            <Origin kept={data} />
            {mayAct && <PageTest policy={id} name={data.value.name} />}
          </Card>
        </div>
      )}
    </Page>
  );
}

function wordsOf({ receivers, running }: KeptPolicy): string {
  const whose =
    receivers.length > 0
      ? `For incidents of ${listWords(receivers)}.`
      : 'No receiver names it: see escalations in tocsin.yml.';
  return `${whose} ${running === 0 ? 'None goes along it now.' : `${running} ${running === 1 ? 'goes' : 'go'} along it now.`}`;
}

function Delete({ policy: { id, version, value } }: { policy: KeptPolicy }) {
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const { run, refusal } = useChange();
  const remove = async () => {
    await run({
      send: () => client.deletePolicy({ params: { id }, query: { version: String(version) } }),
      done: () => `${value.name} is gone. Incidents under way go on along it.`,
      after: () => navigate(paths.policies),
    });
  };
  return (
    <>
      <Button variant="secondary" onClick={() => setOpen(true)}>
        Delete
      </Button>
      <ConfirmModal
        isOpen={open}
        title={`Delete ${value.name}?`}
        body={
          <>
            Incidents under way go on along it; later ones page nobody by it.
            <Refused words={refusal?.words} />
          </>
        }
        confirmText="Delete it"
        onConfirm={remove}
        onDismiss={() => setOpen(false)}
      />
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    alignItems: 'start',
    gridTemplateColumns: 'minmax(0, 2fr) minmax(280px, 1fr)',
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
});
