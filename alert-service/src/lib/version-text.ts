/** As Go names it: what counts machines by alertmanager_build_info goes on to. */
export const architecture = process.arch === 'x64' ? 'amd64' : process.arch;

/** In the form of Prometheus' programs, which scripts read: `NAME, version X (branch: …, revision: …)` and indented lines. */
export function versionText(version: string, revision = 'unknown'): string {
  const about = {
    'node version': process.version,
    platform: `${process.platform}/${architecture}`,
    'stands in for': 'alertmanager 0.34',
  };
  const lines = Object.entries(about).map(([name, value]) => `  ${`${name}:`.padEnd(17)} ${value}`);
  return [`tocsin, version ${version} (branch: unknown, revision: ${revision})`, ...lines, ''].join('\n');
}
