import type { Response as Answer, Routes } from '@tocsin/api';
import { type Alert, severityOf } from '@tocsin/model';
import { count, listWords } from './words.ts';

type Incidents = Answer<Routes['previewSilence']>['now']['incidents'];

/** "One of them is critical, and nobody has INC-2481." */
export function previewSentence(hidden: readonly Alert[], incidents: Incidents): string {
  if (hidden.length === 0) return 'It hides nothing now.';
  const critical = hidden.filter(({ labels }) => severityOf(labels) === 'critical').length;
  const first = `It hides ${count(hidden.length, 'alert')}${critical > 0 ? `, ${critical} critical` : ''}`;
  const unowned = incidents.filter(({ owned }) => !owned).map(({ id }) => id);
  if (unowned.length === 0) return `${first}.`;
  const named = unowned.length > 3 ? [count(unowned.length, 'incident')] : unowned;
  return `${first}, and nobody has ${listWords(named)}.`;
}
