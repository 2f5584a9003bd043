import type { Ports } from './ports.ts';

/**
 * provisioning/ is written with the addresses that docker-compose.yml gives; without Docker all is on this machine.
 * Each entry must be found in some file: an address that changes there and not here is an error, not a silent nothing.
 */
export function localAddresses(ports: Ports): ReadonlyMap<string, string> {
  const local = (port: number): string => `127.0.0.1:${port}`;
  return new Map([
    ['orchestrator:9101', local(ports.orchestrator)],
    ['worker:9102', local(ports.worker)],
    ['api:9103', local(ports.api)],
    ['worker:9104', local(ports.providers)],
    ['redis:6379', local(ports.redis)],
    ['postgres:5432', local(ports.postgres)],
    ['stand-ins:9187', local(ports.exporters)],
    ['tocsin:9093', local(ports.console)],
    ['prometheus:9090', local(ports.prometheus)],
    ['stand-ins:9095', local(ports.slack)],
    ['stand-ins:9097', local(ports.sink)],
    ['stand-ins:9025', local(ports.smtp)],
    ['localhost:9097', `localhost:${ports.sink}`],
    ['localhost:3000', `localhost:${ports.console}`],
  ]);
}

export function withAddresses(
  text: string,
  addresses: ReadonlyMap<string, string>,
): { text: string; used: Set<string> } {
  const used = new Set<string>();
  const written = [...addresses].reduce((current, [from, to]) => {
    if (!current.includes(from)) return current;
    used.add(from);
    return current.replaceAll(from, to);
  }, text);
  return { text: written, used };
}
