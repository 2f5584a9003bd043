import React from 'react';
import { useParams } from 'react-router-dom';
import { client } from '../api/client';
import { useMayAct, useLiveState } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Empty } from '../ui/Empty';
import { LinkTo } from '../ui/LinkTo';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { SilenceForm } from './SilenceForm';

/** A new silence, or a change of one: what it hides is seen before it does. */
export function SilenceFormPage() {
  const { id } = useParams();
  return id === undefined ? <NewSilence /> : <ChangedSilence id={id} />;
}

const NewSilence = () => (
  <Frame title="New silence">
    <SilenceForm />
  </Frame>
);

function ChangedSilence({ id }: { id: string }) {
  const resource = useResource(() => client.listSilences({}), { key: 'silences to change', touchedBy: () => false });
  const silence = resource.data?.silences.find((one) => one.id === id);
  return (
    <Frame title={silence?.state === 'expired' ? 'Make a silence again' : 'Change a silence'}>
      <Trouble resource={resource} what="The silence" />
      {!resource.data && !resource.error && <Skeleton rows={6} rowHeight={48} />}
      {resource.data && !silence && (
        <Empty icon="bell-slash" title="Tocsin does not know this silence">
          It ended so long ago that it is forgotten. <LinkTo to={paths.silences}>All silences</LinkTo>
        </Empty>
      )}
      {silence && silence.matcherSets.length > 1 && (
        <Empty icon="bell-slash" title="This one was made with several sets of matchers">
          The form has one. Change it where it was made, with amtool or the API: {silence.text}
        </Empty>
      )}
      {silence && silence.matcherSets.length <= 1 && <SilenceForm before={silence} />}
    </Frame>
  );
}

function Frame({ title, children }: { title: string; children: React.ReactNode }) {
  const { me } = useLiveState();
  const mayAct = useMayAct();
  return (
    <Page
      name={title}
      title={title}
      subtitle={
        me && !mayAct ? 'You can see what it would hide; operators can make it.' : 'See what it hides before it does.'
      }
    >
      {children}
    </Page>
  );
}
