import { type Labels, printLabels } from '@tocsin/model';
import { droppedBy, relabelled, type RelabelRule, withExternal } from '#core/relabel';
import type { Log } from '#lib/log';
import type { OutletMeter } from './meter.ts';

interface From {
  /** Of the data source. */
  readonly externalLabels: Labels;
  readonly ruleId: string;
}

/**
 * The labels under which an alert of a rule leaves the evaluator, for our own engine as for any other Alertmanager:
 * external labels where they are absent, then `alert_relabel_configs` of all. Undefined where those drop it.
 */
export type HandOver = (labels: Labels, from: From) => Labels | undefined;

export interface HandOverParts {
  /** Those in force: asked at each use. */
  readonly rules: () => readonly RelabelRule[];
  readonly log: Log;
  readonly meter: Pick<OutletMeter, 'relabelledAway'>;
}

/** So many rules are said to lose alerts; after that, it begins anew. */
const mostSaid = 10_000;

export function createHandOver({ rules, log, meter }: HandOverParts): HandOver {
  const said = new Set<string>();
  const sayDropped = (ruleId: string, labels: Labels): void => {
    meter.relabelledAway();
    if (said.has(ruleId)) return;
    if (said.size >= mostSaid) said.clear();
    said.add(ruleId);
    const place = droppedBy(rules(), labels);
    const why =
      place < 0 ? 'alert_relabel_configs leave it no label' : `alert_relabel_configs[${place}] drops it`;
    log.info('an alert is told to nobody', { rule: ruleId, alert: printLabels(labels), why });
  };
  return (labels, { externalLabels, ruleId }) => {
    const whole = withExternal(labels, externalLabels);
    const left = relabelled(rules(), whole);
    if (left && Object.keys(left).length > 0) return left;
    sayDropped(ruleId, whole);
    return undefined;
  };
}
