// Times in the tests read as UTC, wherever they run.
process.env.TZ = 'UTC';

const grafana = require('./.config/jest.config');
const { grafanaESModules, nodeModulesToTransform } = require('./.config/jest/utils');

const [[, swc]] = Object.entries(grafana.transform);

module.exports = {
  ...grafana,
  // The machine that tests may be busy with much else.
  testTimeout: 30_000,
  // d3 comes as .mjs, and two of @grafana/ui's dependencies as ESM only.
  transform: { '^.+\\.(mjs|[tj]sx?)$': swc },
  transformIgnorePatterns: [
    nodeModulesToTransform([
      ...grafanaESModules,
      '@react-hookz/web',
      '@ver0/deep-equal',
      '@tocsin/api',
      '@tocsin/model',
    ]),
  ],
};
