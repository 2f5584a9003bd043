import React from 'react';
import { useMayAct } from '../api/LiveProvider';
import { paths } from '../app/paths';
import { ButtonLink } from '../ui/ButtonLink';
import { labelsAsMatchers } from './draft';

/** Opens the form with these labels filled in: nothing is silenced before what it hides was seen. */
export function SilenceButton({ labels }: { labels: Readonly<Record<string, string>> }) {
  const mayAct = useMayAct();
  return mayAct ? (
    <ButtonLink icon="bell-slash" to={paths.newSilence(labelsAsMatchers(labels))}>
      Silence
    </ButtonLink>
  ) : null;
}
