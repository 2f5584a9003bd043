/** Everything that is built: a line each. `after` names what must be built before and, when it changed, builds this again. */
export interface BuildStep {
  readonly name: string;
  readonly workspace: string;
  /** Files and folders; tests in them do not count. */
  readonly sources: readonly string[];
  /** Must be there, else the stamp is worth nothing. */
  readonly output: string;
  readonly after: readonly string[];
}

const packageSources = (name: string): string[] => [`packages/${name}`, 'tsconfig.base.json'];

export const steps: readonly BuildStep[] = [
  {
    name: 'model',
    workspace: 'packages/model',
    sources: packageSources('model'),
    output: 'packages/model/dist/index.js',
    after: [],
  },
  {
    name: 'api',
    workspace: 'packages/api',
    sources: packageSources('api'),
    output: 'packages/api/dist/index.js',
    after: [],
  },
  {
    name: 'conformance',
    workspace: 'packages/conformance',
    sources: packageSources('conformance'),
    output: 'packages/conformance/dist/index.js',
    after: ['model'],
  },
  {
    name: 'plugin',
    workspace: 'plugin',
    sources: ['plugin'],
    output: 'plugin/dist/module.js',
    after: ['model', 'api'],
  },
  {
    name: 'console',
    workspace: 'console',
    sources: ['console'],
    output: 'console/dist/index.html',
    after: ['plugin'],
  },
  {
    name: 'alert service',
    workspace: 'alert-service',
    sources: [
      'alert-service/src',
      'alert-service/bin',
      'alert-service/package.json',
      'alert-service/build.mjs',
    ],
    output: 'alert-service/dist/tocsin.js',
    after: ['model', 'api'],
  },
];
