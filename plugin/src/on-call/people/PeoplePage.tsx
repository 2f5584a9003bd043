import { css } from '@emotion/css';
import React, { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import type { KeptPerson, KeptTeam } from '@tocsin/api';
import { client } from '../../api/client';
import { useLiveState } from '../../api/LiveProvider';
import { useResource } from '../../api/useResource';
import { paths } from '../../app/paths';
import { ButtonLink } from '../../ui/ButtonLink';
import { Card } from '../../ui/Card';
import { Clipped } from '../../ui/Clipped';
import { Empty } from '../../ui/Empty';
import { LinkTo } from '../../ui/LinkTo';
import { Page } from '../../ui/Page';
import { Person } from '../../ui/Person';
import { type Column, RowTable } from '../../ui/RowTable';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { useNarrow } from '../../ui/useNarrow';
import { useIsAdmin } from '../useIsAdmin';
import { contactWords, isUsable, listWords } from '../words';
import { YamlButtons } from '../Yaml';
import { TeamDialog } from './TeamDialog';

/** Who can be told, and who cannot be reached. */
export function PeoplePage() {
  const styles = useStyles2(getStyles);
  const isAdmin = useIsAdmin();
  const { connected, me } = useLiveState();
  const people = useResource(() => client.listPeople({}), { key: 'people', everyMs: 60_000 });
  const teams = useResource(() => client.listTeams({}), { key: 'teams', everyMs: 60_000 });
  const all = people.data?.people;
  const past = !connected || people.error !== undefined;
  return (
    <Page
      name="People"
      title={all ? titleOf(all) : 'People'}
      subtitle={me && !isAdmin ? 'Admins can add and change people and teams.' : undefined}
      actions={
        isAdmin && (
          <ButtonLink icon="plus" to={paths.newPerson}>
            New person
          </ButtonLink>
        )
      }
    >
      <div className={styles.bar}>
        <YamlButtons />
      </div>
      <Trouble resource={people} what="The people" />
      <div className={styles.cards}>
        <Card title="People" quietTitle past={past}>
          {!all && !people.error && <Skeleton rows={4} rowHeight={48} />}
          {all && <PeopleTable people={all} />}
        </Card>
        <Teams teams={teams.data?.teams} people={all ?? []} past={past || teams.error !== undefined} />
      </div>
    </Page>
  );
}

const isReached = ({ contacts }: KeptPerson): boolean => contacts.some(isUsable);

function titleOf(people: readonly KeptPerson[]): string {
  const lost = people.filter((person) => !isReached(person)).map(({ value }) => value.name);
  if (people.length === 0) {
    return 'Nobody can be told yet';
  }
  const can = `${people.length - lost.length} of ${people.length} can be reached`;
  return lost.length === 0
    ? `Each of ${people.length} can be reached`
    : `${can}: not ${lost.length > 3 ? `${lost.length} others` : listWords(lost)}`;
}

function PeopleTable({ people }: { people: readonly KeptPerson[] }) {
  const navigate = useNavigate();
  const narrow = useNarrow();
  return people.length === 0 ? (
    <Empty icon="users-alt" title="Nobody yet">
      Add a person here, or write people into a file of on_call in tocsin.yml.
    </Empty>
  ) : (
    <RowTable
      label="People"
      rows={people}
      columns={narrow ? columns.slice(0, 2) : columns}
      rowHeight={48}
      whole={people.length <= 100}
      keyOf={({ id }) => id}
      open={({ id }) => navigate(paths.person(id))}
    />
  );
}

export function Reach({ person }: { person: KeptPerson }) {
  const styles = useStyles2(getStyles);
  const usable = person.contacts.filter(isUsable);
  const words = [...new Set(usable.map(({ kind }) => contactWords[kind]))];
  return usable.length > 0 ? (
    <span className={styles.reach}>
      <Icon name="check" size="sm" /> by {listWords(words)}
    </span>
  ) : (
    <span className={styles.lost}>
      <Icon name="exclamation-triangle" size="sm" /> not reached: no proved contact
    </span>
  );
}

const columns: ReadonlyArray<Column<KeptPerson>> = [
  {
    title: 'Name',
    width: 'minmax(0, 1fr)',
    cell: ({ id, value }) => (
      <LinkTo to={paths.person(id)} quiet>
        <Person name={value.name} />
      </LinkTo>
    ),
  },
  { title: 'Reached', width: 'minmax(0, 1.4fr)', cell: (person) => <Reach person={person} /> },
  {
    title: 'On call now',
    width: 'minmax(0, 1fr)',
    cell: ({ onCall }) => <Clipped text={onCall.length > 0 ? listWords(onCall) : 'no'} />,
  },
  { title: 'Teams', width: 'minmax(0, 1fr)', cell: ({ teams }) => <Clipped text={listWords(teams)} /> },
  {
    title: 'From',
    width: '120px',
    cell: ({ source, problems }) =>
      problems.length > 0 ? 'see what is wrong' : source === 'file' ? 'a file' : 'made here',
  },
];

interface TeamsProps {
  teams?: readonly KeptTeam[];
  people: readonly KeptPerson[];
  past: boolean;
}

function Teams({ teams, people, past }: TeamsProps) {
  const styles = useStyles2(getStyles);
  const isAdmin = useIsAdmin();
  const [open, setOpen] = useState<KeptTeam | 'new'>();
  const nameOf = (id: string) => people.find((person) => person.id === id)?.value.name ?? `${id} (not there)`;
  return (
    <Card
      title="Teams"
      past={past}
      side={
        isAdmin && (
          <Button size="sm" variant="secondary" icon="plus" onClick={() => setOpen('new')}>
            New team
          </Button>
        )
      }
    >
      {teams?.length === 0 && <p className={styles.quiet}>None yet. A step of a policy can tell all of a team.</p>}
      <ul className={styles.list}>
        {teams?.map((team) => (
          <li key={team.id} className={styles.team}>
            <div className={styles.words}>
              {team.value.name}
              <div className={styles.quiet}>{listWords(team.value.members.map(nameOf)) || 'nobody'}</div>
              {team.problems.map((problem) => (
                <div key={problem} className={styles.lost}>
                  {problem}
                </div>
              ))}
            </div>
            <span className={styles.quiet}>
              {team.source === 'file' ? `from ${team.changedBy}: change it there` : ''}
            </span>
            {isAdmin && team.source === 'app' && (
              <Button
                size="sm"
                variant="secondary"
                aria-label={`Change ${team.value.name}`}
                onClick={() => setOpen(team)}
              >
                Change
              </Button>
            )}
          </li>
        ))}
      </ul>
      {open && <TeamDialog team={open === 'new' ? undefined : open} people={people} close={() => setOpen(undefined)} />}
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    '&:not(:empty)': { marginBottom: theme.spacing(2) },
  }),
  cards: css({ display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)' }),
  list: css({ listStyle: 'none' }),
  team: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 2),
    minHeight: 48,
    padding: theme.spacing(0.5, 0),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontSize: 13,
  }),
  words: css({ flex: '1 1 200px', minWidth: 0 }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: 12, margin: 0, overflowWrap: 'anywhere' }),
  reach: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5) }),
  lost: css({
    color: theme.colors.warning.text,
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
  }),
});
