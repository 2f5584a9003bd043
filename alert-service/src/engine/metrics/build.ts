import { Gauge } from 'prom-client';
import { architecture } from '#lib/version-text';
import type { Registers } from './kit.ts';

/** The version of Alertmanager whose place we take: its clients and dashboards compare it. */
export const alertmanagerVersion = '0.34.0';

/** In upstream's six fields, ours where they leave room for it: `amtool` compares the version alone. */
export const versionInfo = (version: string) => ({
  branch: 'tocsin',
  buildDate: '',
  buildUser: '',
  goVersion: `node ${process.version}`,
  revision: `tocsin-${version}`,
  version: alertmanagerVersion,
});

export function buildInfo(version: string, registers: Registers): void {
  const { branch, goVersion, revision } = versionInfo(version);
  new Gauge({
    name: 'alertmanager_build_info',
    help: "A metric with a constant '1' value labeled by the version of Alertmanager whose place is taken, and by ours.",
    labelNames: ['branch', 'goarch', 'goos', 'goversion', 'revision', 'tags', 'version'],
    registers,
  })
    .labels(branch, architecture, process.platform, goVersion, revision, '', alertmanagerVersion)
    .set(1);
  new Gauge({
    name: 'tocsin_build_info',
    help: 'Version of this service.',
    labelNames: ['version'],
    registers,
  })
    .labels(version)
    .set(1);
}
