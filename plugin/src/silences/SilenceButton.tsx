import React from 'react';
import { useMayAct } from '../api/LiveProvider';
import { paths } from '../app/paths';
import { ButtonLink } from '../ui/ButtonLink';
import { labelsAsMatchers } from './draft';

interface Props {
  labels: Readonly<Record<string, string>>;
  /** Beside the labels themselves, among other words. */
  fill?: 'text';
}

/** Opens the form with these labels filled in: nothing is silenced before what it hides was seen. */
export function SilenceButton({ labels, fill }: Props) {
  const mayAct = useMayAct();
  return mayAct ? (
    <ButtonLink icon="bell-slash" fill={fill} to={paths.newSilence(labelsAsMatchers(labels))}>
      Silence
    </ButtonLink>
  ) : null;
}
