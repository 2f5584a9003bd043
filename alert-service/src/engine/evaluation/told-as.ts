import { fingerprint, type Labels } from '@tocsin/model';
import { withExternal } from '#core/relabel';
import type { ToldAs } from '#core/rule/state';
import type { EvaluatorParts } from './parts.ts';

export interface Telling extends Pick<EvaluatorParts, 'handOver'> {
  readonly externalLabels: Labels;
}

/** As what a new alert goes into routing: `told` is absent where that is as it is, and null where it is dropped. */
export function toldAs(
  labels: Labels,
  ruleId: string,
  { externalLabels, handOver }: Telling,
): { readonly told?: ToldAs | null } {
  const from = { externalLabels, ruleId };
  const told = handOver ? handOver(labels, from) : withExternal(labels, externalLabels);
  if (told === undefined) return { told: null };
  const isOther = Object.keys(told).length !== Object.keys(labels).length || differs(told, labels);
  return isOther ? { told: { fingerprint: fingerprint(told), labels: told } } : {};
}

const differs = (told: Labels, labels: Labels): boolean =>
  Object.entries(told).some(([name, value]) => labels[name] !== value);
