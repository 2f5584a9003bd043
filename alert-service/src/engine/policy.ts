import { createHash } from 'node:crypto';
import { compileMatchers } from '@tocsin/model/matchers';
import { type Labels, type Severity, severityOf as usualSeverity } from '@tocsin/model';
import type { IncidentSettings } from '#config/incidents-config';
import type { Configuration } from '#config/load';
import { noOnCall } from '#core/on-call/rules';
import type { Policy } from '#core/policy';
import type { ServicesPolicy } from '#core/services-policy';
import type { ServicesSettings } from '#config/services/settings';
import { createRouter } from '#core/route/router';

const flushLimit = 500;

/** The checked configuration as the core decides with it. */
export function policyFrom(
  { alertmanager, tocsin, onCall }: Configuration,
  receivers: Policy['receivers'],
): Policy {
  const excluded = tocsin.incidents.exclude.map(compileMatchers);
  const usual = noOnCall(tocsin.emergencyReceiver ?? alertmanager.root.receiver);
  const severityOf = severityBy(tocsin.incidents);
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
      ...usual,
      objects: onCall.objects,
      escalations: onCall.escalations,
      severityOf,
      respondWithinMs: { ...usual.respondWithinMs, ...tocsin.incidents.respondWithinMs },
      acknowledgementEndsAfterMs: tocsin.incidents.acknowledgementEndsAfterMs,
    },
    services: servicesPolicyOf(tocsin.services),
    giveUpAfterMs: tocsin.delivery.giveUpAfterMs,
    withoutIncident: (labels) => severityOf(labels) === 'none' || excluded.some((matches) => matches(labels)),
    flushLimit,
  };
}

const servicesPolicyOf = ({ services, health }: ServicesSettings): ServicesPolicy => ({
  dependsOn: new Map(services.map(({ name, dependsOn }) => [name, dependsOn])),
  ...(health.relate && { relate: health.relate }),
  ...(health.alertOn && { alertOn: health.alertOn }),
});

/** The first rule that matches, then the words of the configuration, then those that are known anyway. */
function severityBy({
  severities,
  severityLabel,
  severityWords,
}: IncidentSettings): (labels: Labels) => Severity {
  const rules = severities.map(({ matchers, severity }) => ({
    matches: compileMatchers(matchers),
    severity,
  }));
  return (labels) => {
    const rule = rules.find(({ matches }) => matches(labels));
    if (rule) return rule.severity;
    const written = labels[severityLabel] ?? '';
    return severityWords.get(written.toLowerCase()) ?? usualSeverity({ severity: written });
  };
}
