import { expect, test } from '@jest/globals';
import { createLiveClient, MetricsHistory, type MetricsSnapshot } from '@tocsin/api';
import { WebSocket } from 'ws';
import { eventually, startExporter, startPrometheus } from './kit/real-prometheus.ts';
import { startService } from './kit/service.ts';

const page = (requests: number, memory: number): string => `
http_request_duration_seconds_bucket{status="200",le="0.1"} ${requests}
http_request_duration_seconds_bucket{status="200",le="+Inf"} ${requests}
http_request_duration_seconds_count{status="200"} ${requests}
http_request_duration_seconds_sum{status="200"} ${requests * 0.05}
process_resident_memory_bytes ${memory}
`;

test('services on a real Prometheus come live to a client that was cut, and over time to whoever asks', async () => {
  await using exporter = await startExporter(page(0, 1e8));
  await using prometheus = await startPrometheus([exporter.target]);
  await eventually('it is scraped', async () =>
    (await (await fetch(`${prometheus.url}/api/v1/query?query=up`)).text()).includes('"job":"app"'),
  );
  await using service = await startService({
    tocsin: 'health: {interval: 1s}',
    flags: [`--prometheus.url=${prometheus.url}`],
  });
  let requests = 0;
  const work = setInterval(() => (exporter.text = page((requests += 100), 2e8)), 100);
  const sockets: WebSocket[] = [];
  let snapshot: MetricsSnapshot | undefined;
  const client = createLiveClient({
    url: `${service.url.replace('http', 'ws')}/api/metrics/stream`,
    connect(url, protocols) {
      const socket = new WebSocket(url, protocols);
      sockets.push(socket);
      return socket as never;
    },
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    chance: () => 0.5,
    onSnapshot: (next) => (snapshot = next),
  });
  try {
    const app = () => snapshot?.services.find(({ name }) => name === 'app');
    await eventually('the service is live', () => (app()?.requestRate ?? 0) > 0);
    expect(app()).toMatchObject({ memory: 2e8, errorRate: 0 });
    const seq = snapshot!.seq;
    sockets[0]!.terminate();
    await service.post('/api/v2/alerts', [{ labels: { alertname: 'Meanwhile' } }]);
    await eventually('it is back and goes on', () => sockets.length > 1 && snapshot!.seq > seq);
    const history = await eventually('history has numbers', async () => {
      const answer = await service.get('/api/metrics/history?range=10s&resolution=1s&service=app');
      const read = MetricsHistory.parse(await answer.json());
      const known = (name: string) => read.services[0]?.series[name]?.some((value) => value !== null);
      return known('requestRate') && known('errorRate') && known('memory') && read;
    });
    expect(history.problems).toEqual([]);
    expect(history.times).toHaveLength(11);
    const { series, status } = history.services[0]!;
    expect(status).toMatch(/^n*[hd]*$/);
    for (const values of Object.values(series)) expect(values).toHaveLength(11);
    expect(series.memory).toContain(2e8);
    expect(series.errorRate?.filter((value) => value !== 0 && value !== null)).toEqual([]);
    await eventually('the history of all services has it too', async () => {
      const answer = await service.get('/api/metrics/history?range=10s&resolution=1s');
      const { services } = MetricsHistory.parse(await answer.json());
      return 'responseTime' in (services.find(({ name }) => name === 'app')?.series ?? {});
    });
  } finally {
    clearInterval(work);
    client.close();
  }
}, 30_000);
