import { z } from 'zod';
import { InvalidConfiguration } from './config-error.ts';
import type { YamlFile } from './yaml-file.ts';

const resource = z.object({ kind: z.enum(['PrometheusRule', 'VMRule']), spec: z.unknown() });

/** What operators read has the rule file in it: that is one sentence, not one for each field around it. */
export function refuseKubernetesRule(yaml: YamlFile): void {
  const found = resource.safeParse(yaml.value);
  if (!found.success) return;
  const remedy = 'make a file of what stands under spec, beginning with `groups:`';
  const message = `this is a ${found.data.kind} of Kubernetes, not a rule file: ${remedy}`;
  throw new InvalidConfiguration([yaml.error(['spec'], message)]);
}
