import React, { useCallback, useState } from 'react';
import { AssignDialog, type Asked, OtherIncidentDialog, PageDialog, SnoozeDialog, TextDialog } from './dialogs';
import { useVerb } from './useVerb';
import { verbs } from './verbs';

/** What needs a word more before it is done; `dialog` is to stand somewhere in the page. */
export function useDialogs() {
  const { run, sending } = useVerb();
  const [asked, setAsked] = useState<{ readonly kind: Asked; readonly id: string }>();
  const close = () => setAsked(undefined);
  return {
    sending,
    run,
    ask: useCallback((kind: Asked, id: string) => setAsked({ kind, id }), []),
    dialog: asked && <AskedDialog {...asked} close={close} run={run} />,
  };
}

interface Props {
  kind: Asked;
  id: string;
  close(): void;
  run: ReturnType<typeof useVerb>['run'];
}

function AskedDialog({ kind, id, close, run }: Props) {
  const shared = { what: id, close };
  switch (kind) {
    case 'assign':
      return <AssignDialog {...shared} send={(to) => void run(verbs.assign(id, to))} />;
    case 'snooze':
      return <SnoozeDialog {...shared} send={(until) => void run(verbs.snooze(id, until))} />;
    case 'resolve':
      return (
        <TextDialog
          {...shared}
          title={`Is ${id} over?`}
          label="What ended it (for those who read it later)"
          does="Resolve"
          means="Nobody is paged for it any more. If another alert joins it, or it gets worse, it opens again."
          optional
          send={(text) => void run(verbs.resolve(id, text))}
        />
      );
    case 'note':
      return (
        <TextDialog
          {...shared}
          title={`A note in ${id}`}
          label="Note"
          does="Keep the note"
          send={(text) => void run(verbs.note(id, text))}
        />
      );
    case 'merge':
      return (
        <OtherIncidentDialog
          {...shared}
          id={id}
          title={`What is ${id} part of?`}
          does="Merge into it"
          means={`${id} ends, and its alerts, now and later, count there. Nothing of it pages by itself.`}
          send={(into) => void run(verbs.merge(id, into))}
        />
      );
    case 'relate':
      return (
        <OtherIncidentDialog
          {...shared}
          id={id}
          title={`What has to do with ${id}?`}
          does="Link them"
          means="Each shows the other. Nothing else changes."
          send={(other) => void run(verbs.relate(id, other))}
        />
      );
    case 'page':
      return <PageDialog {...shared} send={(target) => void run(verbs.page(id, target))} />;
  }
}
