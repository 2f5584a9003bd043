import type { Verb } from './verb.ts';

interface Listed {
  readonly summary: string;
  /** Loaded when it is called: `serve` must not wait for it. */
  readonly load: () => Promise<Verb>;
}

/** Every verb besides `serve`. */
export const verbs: Readonly<Record<string, Listed>> = {
  'check-config': {
    summary: 'Would it start on these files: all that is wrong, and what it would warn about.',
    load: async () => (await import('./check-config.ts')).checkConfigVerb,
  },
  check: {
    summary: 'Check rule files (check rules), as promtool does, or a configuration (check config).',
    load: async () => (await import('./check-rules.ts')).checkVerb,
  },
  test: {
    summary: "Run unit tests of rules (test rules), written in promtool's format.",
    load: async () => (await import('./test-rules.ts')).testVerb,
  },
  routes: {
    summary:
      'Where would an alert go at a given time; hold a file of expectations against the configuration.',
    load: async () => (await import('./routes.ts')).routesVerb,
  },
  receivers: {
    summary: 'Send a test message through a receiver.',
    load: async () => (await import('./receivers.ts')).receiversVerb,
  },
  'page-test': {
    summary: 'Send a real test page along a policy, and watch how far it gets.',
    load: async () => (await import('./page-test.ts')).pageTestVerb,
  },
  change: {
    summary: 'Tell the running service what was deployed, switched or configured.',
    load: async () => (await import('./change.ts')).changeVerb,
  },
  template: {
    summary: 'Render a notification template on sample or given data.',
    load: async () => (await import('./template.ts')).templateVerb,
  },
  export: {
    summary: "Write silences and what was told as Alertmanager's own files, for the way back.",
    load: async () => (await import('./export.ts')).exportVerb,
  },
};

/** A line for each verb. */
export const verbHelp = (): string =>
  Object.entries(verbs)
    .map(([name, { summary }]) => `  tocsin ${name.padEnd(14)} ${summary}`)
    .join('\n');
