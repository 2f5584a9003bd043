/** Tests run what development runs: the TypeScript sources with their types stripped. */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  roots: [
    '<rootDir>/packages',
    '<rootDir>/alert-service',
    '<rootDir>/demo',
    '<rootDir>/dashboards',
    '<rootDir>/scripts',
  ],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/scripts/jest-strip-types.mjs' },
  testSequencer: '<rootDir>/scripts/testing/longest-first.mjs',
  // A limit for what hangs, never for what is slow: the cores may be others' too.
  testTimeout: 60_000,
  maxWorkers: 2,
};
