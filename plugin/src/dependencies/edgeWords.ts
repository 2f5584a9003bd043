import type { DependencyEdge } from '@tocsin/api';
import { quantityText } from '../ui/numbers';

/** "12 requests/s, 0.4 % errors, p95 84 ms": only what is known. */
export function edgeWords({ rate, errorRate, p95 }: DependencyEdge): string {
  const parts = [
    rate === undefined ? undefined : `${quantityText(rate)} requests/s`,
    errorRate === undefined ? undefined : `${quantityText(errorRate, 'ratio')} errors`,
    p95 === undefined ? undefined : `p95 ${quantityText(p95, 's')}`,
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(', ') : 'nothing is measured between them';
}

export const knownHow = ({ declared, discovered }: DependencyEdge): string => {
  const seen = discovered ? `seen in ${discovered}` : undefined;
  return [declared ? 'declared' : undefined, seen].filter(Boolean).join(', ') || 'not known';
};
