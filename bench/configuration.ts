export interface ConfigurationShape {
  readonly hook: string;
  readonly groupWait: string;
  /** Each hides the alerts that name it, while its source fires. */
  readonly inhibitRules?: number;
  /** A route for alerts of the job `idle`, whose groups wait an hour. */
  readonly idle?: boolean;
  /** Child routes with two matchers and a receiver each. */
  readonly routes?: number;
}

/** Groups by alert name and service; one webhook, or one for each route. */
export function configurationOf({
  hook,
  groupWait,
  routes = 0,
  inhibitRules = 0,
  idle = false,
}: ConfigurationShape): string {
  const numbers = Array.from({ length: routes }, (_, index) => index);
  const receiver = (name: string): object => ({ name, webhook_configs: [{ url: hook }] });
  const inhibit = Array.from({ length: inhibitRules }, (_, index) => ({
    source_matchers: [`alertname="Source${index}"`],
    target_matchers: [`rule="r${index}"`],
    equal: ['job'],
  }));
  // JSON is YAML.
  return JSON.stringify({
    route: {
      receiver: 'hook',
      group_by: ['alertname', 'service'],
      group_wait: groupWait,
      group_interval: '5m',
      repeat_interval: '4h',
      routes: [
        ...(idle ? [{ matchers: ['job="idle"'], group_wait: '1h' }] : []),
        ...numbers.map((index) => ({
          receiver: `hook${index}`,
          matchers: [`team="t${index % 20}"`, `cluster=~"eu-.*|us-${index}"`],
        })),
      ],
    },
    receivers: [receiver('hook'), ...numbers.map((index) => receiver(`hook${index}`))],
    inhibit_rules: inhibit,
  });
}
