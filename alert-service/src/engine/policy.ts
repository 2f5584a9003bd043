import { createHash } from 'node:crypto';
import { compileMatchers } from '@tocsin/model/matchers';
import { severityOf } from '@tocsin/model';
import type { Configuration } from '#config/load';
import { noOnCall } from '#core/on-call/rules';
import type { Policy } from '#core/policy';
import { createRouter } from '#core/route/router';

const flushLimit = 500;

/** The checked configuration as the core decides with it. */
export function policyFrom(
  { alertmanager, tocsin, onCall }: Configuration,
  receivers: Policy['receivers'],
): Policy {
  const excluded = tocsin.incidents.exclude.map(compileMatchers);
  return {
    hash: createHash('sha256')
      .update(`${alertmanager.hash} ${tocsin.hash} ${onCall.hash}`)
      .digest('hex')
      .slice(0, 16),
    router: createRouter(alertmanager.root),
    receivers,
    receiverRules: tocsin.receiverRules,
    inhibitRules: alertmanager.inhibitRules,
    timeIntervals: alertmanager.timeIntervals,
    receiverLabels: new Map([...alertmanager.receivers.values()].map(({ name, labels }) => [name, labels])),
    onCall: {
      ...noOnCall(tocsin.emergencyReceiver ?? alertmanager.root.receiver),
      objects: onCall.objects,
      escalations: onCall.escalations,
    },
    giveUpAfterMs: tocsin.delivery.giveUpAfterMs,
    withoutIncident: (labels) => severityOf(labels) === 'none' || excluded.some((matches) => matches(labels)),
    flushLimit,
  };
}
