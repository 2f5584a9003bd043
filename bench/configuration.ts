export interface ConfigurationShape {
  readonly hook: string;
  readonly groupWait: string;
  /** Child routes with two matchers and a receiver each. */
  readonly routes?: number;
  readonly inhibitRules?: number;
}

/** Groups by alert name and service; one webhook, or one for each route. */
export function configurationOf({
  hook,
  groupWait,
  routes = 0,
  inhibitRules = 0,
}: ConfigurationShape): string {
  const numbers = Array.from({ length: routes }, (_, index) => index);
  const receiver = (name: string): object => ({ name, webhook_configs: [{ url: hook }] });
  const inhibit = Array.from({ length: inhibitRules }, (_, index) => ({
    source_matchers: [`alertname="Source${index}"`],
    target_matchers: [`rule="r${index}"`],
    equal: ['cluster'],
  }));
  // JSON is YAML.
  return JSON.stringify({
    route: {
      receiver: 'hook',
      group_by: ['alertname', 'service'],
      group_wait: groupWait,
      group_interval: '5m',
      repeat_interval: '4h',
      routes: numbers.map((index) => ({
        receiver: `hook${index}`,
        matchers: [`team="t${index % 20}"`, `cluster=~"eu-.*|us-${index}"`],
      })),
    },
    receivers: [receiver('hook'), ...numbers.map((index) => receiver(`hook${index}`))],
    inhibit_rules: inhibit,
  });
}
