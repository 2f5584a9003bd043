import { createServer } from 'node:http';

// A process of its own: what it costs is nobody's. It says its port, and ends with whoever started it.
const beganAt = performance.now();
const [, , wanted = '1000'] = process.argv;
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const statuses = ['200', '404', '500'];
const series = statuses.length * (buckets.length + 3);
const paths = Math.max(1, Math.round(Number(wanted) / series));

/** A service that answers on so many paths, each a little better or worse than the others. */
function page(service: number): string {
  const seconds = (performance.now() - beganAt) / 1_000;
  const lines: string[] = [
    `process_cpu_seconds_total ${seconds * (0.1 + (service % 7) / 10)}`,
    `process_resident_memory_bytes ${Math.round(1e8 + 1e6 * service + 1e6 * Math.sin(seconds / 10 + service))}`,
  ];
  for (let path = 0; path < paths; path++)
    for (const [index, status] of statuses.entries()) {
      const labels = `path="/${path}",status="${status}"`;
      const total = Math.round(seconds * (10 + path) * (index === 0 ? 1 : 0.005 * (1 + (service % 5))));
      const name = 'http_request_duration_seconds';
      for (const [at, le] of buckets.entries())
        lines.push(
          `${name}_bucket{${labels},le="${le}"} ${Math.round(total * Math.min(1, (at + 1 + (service % 3)) / 9))}`,
        );
      lines.push(`${name}_bucket{${labels},le="+Inf"} ${total}`, `${name}_count{${labels}} ${total}`);
      lines.push(`${name}_sum{${labels}} ${total * 0.05}`);
    }
  return `${lines.join('\n')}\n`;
}

const server = createServer((request, response) => {
  // Prometheus 3 reads nothing that does not say what it is.
  response.setHeader('content-type', 'text/plain; version=0.0.4');
  response.end(page(Number(request.url?.split('/').at(-1) ?? 0)));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
process.stdin.on('end', () => process.exit()).resume();
