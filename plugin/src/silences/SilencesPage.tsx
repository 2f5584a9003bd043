import { css } from '@emotion/css';
import React, { useMemo } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { FilterInput, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { Silence } from '@tocsin/api';
import { client } from '../api/client';
import { useLiveState, useMayAct } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { ButtonLink } from '../ui/ButtonLink';
import { Card } from '../ui/Card';
import { Empty } from '../ui/Empty';
import { ExportMenu } from '../ui/export/ExportMenu';
import { LinkTo } from '../ui/LinkTo';
import { Page } from '../ui/Page';
import { RowTable } from '../ui/RowTable';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { useNarrow } from '../ui/useNarrow';
import { alertsText } from './counts';
import { silenceColumns } from './silenceColumns';
import { silencesTable } from './silencesTable';
import { useEndSilence } from './useEndSilence';

const spans = [
  { value: 'current', label: 'Active + pending' },
  { value: 'all', label: 'All, ended too' },
] as const;

export function SilencesPage() {
  const styles = useStyles2(getStyles);
  const mayAct = useMayAct();
  const [search, setSearch] = useSearchParams();
  const [words, span] = [search.get('q') ?? '', search.get('span') === 'all' ? 'all' : 'current'];
  const set = (to: { words?: string; span?: string }) => {
    const next = { q: to.words ?? words, span: (to.span ?? span) === 'all' ? 'all' : '' };
    setSearch(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== '')), { replace: true });
  };
  const resource = useResource(() => client.listSilences({ query: { expired: span === 'all' ? '1' : '0' } }), {
    key: `silences ${span}`,
    everyMs: 15_000,
  });
  const silences = resource.data?.silences;
  return (
    <Page
      name="Silences"
      title="Silences"
      subtitle={silences && summary(silences)}
      views={silences && <ExportMenu name="silences" table={() => silencesTable(silences)} />}
      actions={
        mayAct && (
          <ButtonLink icon="plus" to={paths.newSilence()}>
            New silence
          </ButtonLink>
        )
      }
    >
      <div className={styles.bar}>
        <div className={styles.find}>
          <FilterInput
            value={words}
            onChange={(text) => set({ words: text })}
            placeholder="Matcher, person, reason…"
            aria-label="Find silences by matcher, person, reason"
            escapeRegex={false}
          />
        </div>
        <RadioButtonGroup
          aria-label="Which silences"
          options={[...spans]}
          value={span}
          onChange={(value) => set({ span: value })}
        />
      </div>
      <Trouble resource={resource} what="The silences" />
      <Card title="Silences" quietTitle>
        {!silences && !resource.error && <Skeleton rows={3} rowHeight={56} />}
        {silences && <SilenceList silences={silences} words={words} />}
      </Card>
    </Page>
  );
}

function SilenceList({ silences, words }: { silences: readonly Silence[]; words: string }) {
  const navigate = useNavigate();
  const narrow = useNarrow();
  const mayAct = useMayAct();
  const { connected } = useLiveState();
  const { ask, dialog } = useEndSilence();
  const shown = useMemo(() => matching(silences, words), [silences, words]);
  const columns = useMemo(
    () => silenceColumns({ narrow, past: !connected, end: mayAct ? ask : undefined }),
    [narrow, connected, mayAct, ask]
  );
  if (shown.length === 0) {
    return words === '' ? (
      <NoSilences />
    ) : (
      <Empty icon="search" title="None match">
        {silences.length} {silences.length === 1 ? 'is' : 'are'} there without the filter.
      </Empty>
    );
  }
  return (
    <>
      <RowTable
        label="Silences"
        rows={shown}
        columns={columns}
        rowHeight={narrow ? 76 : 56}
        keyOf={({ id }) => id}
        open={({ id }) => navigate(paths.silence(id))}
        look={({ state }) => (!connected || state === 'expired' ? 'dim' : undefined)}
        hideHead={narrow}
      />
      {dialog}
    </>
  );
}

const NoSilences = () => (
  <Empty title="No silences">
    Everything that fires is told as the routes say. <LinkTo to={paths.alerts}>The alerts</LinkTo> have a button to
    silence them.
  </Empty>
);

function summary(silences: readonly Silence[]): string {
  const active = silences.filter(({ state }) => state === 'active');
  const pending = silences.filter(({ state }) => state === 'pending').length;
  const hidden = active.reduce((sum, { hidesNow }) => sum + hidesNow, 0);
  if (active.length === 0 && pending === 0) {
    return 'None is active: everything that fires is told.';
  }
  const hides = hidden === 0 ? 'nothing now' : `${alertsText(hidden)} now`;
  const parts = [
    active.length > 0 ? `${active.length} active, hiding ${hides}` : '',
    pending > 0 ? `${pending} pending` : '',
  ];
  return `${parts.filter(Boolean).join('; ')}.`;
}

function matching(silences: readonly Silence[], words: string): readonly Silence[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return silences.filter(({ text, createdBy, comment, id, state }) => {
    const all = `${text}\n${createdBy}\n${comment}\n${id}\n${state}`.toLowerCase();
    return wanted.every((word) => all.includes(word));
  });
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), marginBottom: theme.spacing(2) }),
  find: css({ flex: '1 1 240px', maxWidth: 420 }),
});
