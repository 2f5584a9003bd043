/** The arrows of ARCHITECTURE.md. `core` and `template` are pure: they know the shared words and nothing else. */
const room = (name) => `^alert-service/src/${name}/`;
const notTests = '\\.test\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'core-is-pure',
      comment: 'core decides: it imports itself and packages/model only',
      severity: 'error',
      from: { path: room('core'), pathNot: notTests },
      to: { pathNot: [room('core'), '^packages/model/'] },
    },
    {
      name: 'template-is-pure',
      comment: 'template imports itself and packages/model only (and re2js, for Go regular expressions; entities, for those of HTML; isIP of node:net is a pure function)',
      severity: 'error',
      from: { path: room('template'), pathNot: notTests },
      to: { pathNot: [room('template'), '^packages/model/', '^node_modules/(re2js|entities)/', '^net$'] },
    },
    {
      name: 'lib-knows-nothing-of-alerts',
      severity: 'error',
      from: { path: room('lib'), pathNot: notTests },
      to: { path: ['^alert-service/src/(?!lib/)', '^packages/'] },
    },
    {
      name: 'only-the-composition-root-builds-rooms',
      comment: 'engine and http name the types of store, channels, prometheus, remote-write; the values are handed in',
      severity: 'error',
      from: { path: [room('engine'), room('http')], pathNot: notTests },
      to: {
        path: ['^alert-service/src/(store|channels|prometheus|alertmanagers|remote-write)/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'store-and-channels-do-not-know-the-engine',
      severity: 'error',
      from: { path: '^alert-service/src/(store|channels|prometheus|config|alertmanagers|remote-write)/', pathNot: notTests },
      to: { path: '^alert-service/src/(engine|http)/' },
    },
    {
      name: 'services-do-not-know-the-doors',
      comment: 'services, workflows and live are watched from the doors, not the other way round',
      severity: 'error',
      from: { path: '^alert-service/src/(services|workflows|live)/', pathNot: notTests },
      to: { path: '^alert-service/src/http/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'packages-know-no-application',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(alert-service|plugin|console|demo)/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)dist/', '^plugin/', '^console/dist'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['source', 'import', 'node', 'default'] },
  },
};
