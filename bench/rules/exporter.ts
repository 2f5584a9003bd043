import { createServer } from 'node:http';
import { seriesShape } from './rule-file.ts';

// A process of its own: what it costs is nobody's. It says its port, and ends with whoever started it.
const beganAt = performance.now();

function page(): string {
  const seconds = (performance.now() - beganAt) / 1_000;
  const lines: string[] = [];
  for (let group = 0; group < seriesShape.groups; group++)
    for (let node = 0; node < seriesShape.nodes; node++) {
      const labels = `{g="${group}",node="${node}"}`;
      const pace = 1 + group + node;
      lines.push(
        `bench_requests_total${labels} ${Math.round(seconds * pace * 10)}`,
        `bench_errors_total${labels} ${Math.round(seconds * pace)}`,
        `bench_queue_length${labels} ${Math.round(50 + 50 * Math.sin(seconds / 10 + pace))}`,
        `bench_memory_bytes${labels} ${Math.round(1e5 * (pace + Math.cos(seconds / 60)))}`,
      );
    }
  return `${lines.join('\n')}\n`;
}

const server = createServer((_, response) => {
  // Prometheus 3 reads nothing that does not say what it is.
  response.setHeader('content-type', 'text/plain; version=0.0.4').end(page());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
process.stdin.on('end', () => process.exit()).resume();
