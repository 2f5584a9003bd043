import { createServer } from 'node:http';

// A process of its own: what it costs is nobody's. It says its port, and ends with whoever started it.
const beganAt = performance.now();
const [, , wanted = '1000'] = process.argv;
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const statuses = ['200', '404', '500'];
const series = statuses.length * (buckets.length + 3);
const paths = Math.max(1, Math.round(Number(wanted) / series));

const brokenAt = new Map<string, number>();

/** Of a service that was broken: three of ten answers more are errors, from then on. */
const moreErrors = (service: number, seconds: number, path: number): number =>
  Math.round((seconds - (brokenAt.get(`errors/${service}`) ?? seconds)) * (10 + path) * 0.3);

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
      const usual = Math.round(seconds * (10 + path) * (index === 0 ? 1 : 0.0005 * (1 + (service % 5))));
      const total = usual + (index === 2 ? moreErrors(service, seconds, path) : 0);
      const name = 'http_request_duration_seconds';
      for (const [at, le] of buckets.entries())
        lines.push(
          `${name}_bucket{${labels},le="${le}"} ${Math.round(total * Math.min(1, (at + 1 + (service % 3)) / 5))}`,
        );
      lines.push(`${name}_bucket{${labels},le="+Inf"} ${total}`, `${name}_count{${labels}} ${total}`);
      lines.push(`${name}_sum{${labels}} ${total * 0.05}`);
    }
  return `${lines.join('\n')}\n`;
}

const server = createServer((request, response) => {
  const [, what = '', how = '', which = ''] = (request.url ?? '').split('/');
  if (what === 'break') {
    brokenAt.set(`${how}/${which}`, (performance.now() - beganAt) / 1_000);
    return void response.end();
  }
  if (brokenAt.has(`down/${how}`)) return void response.writeHead(500).end();
  // Prometheus 3 reads nothing that does not say what it is.
  response.setHeader('content-type', 'text/plain; version=0.0.4');
  response.end(page(Number(how)));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
process.stdin.on('end', () => process.exit()).resume();
