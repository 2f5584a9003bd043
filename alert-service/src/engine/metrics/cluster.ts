import { Gauge } from 'prom-client';
import type { Registers } from './kit.ts';

/** One member that knows itself; without --cluster.listen-address upstream has only the first of these. */
export function clusterGauges(clustering: boolean, registers: Registers): void {
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers });
  gauge('alertmanager_cluster_enabled', 'Indicates whether the clustering is enabled or not.').set(
    clustering ? 1 : 0,
  );
  if (!clustering) return;
  gauge('alertmanager_cluster_members', 'Number indicating current number of members in cluster.').set(1);
  for (const [name, help] of nothing) gauge(`alertmanager_${name}`, help).set(0);
  new Gauge({
    name: 'alertmanager_cluster_peer_info',
    help: "A metric with a constant '1' value labeled by peer name.",
    labelNames: ['peer'],
    registers,
  })
    .labels('tocsin')
    .set(1);
}

const nothing = [
  ['cluster_failed_peers', 'Number indicating the current number of failed peers in the cluster.'],
  [
    'cluster_health_score',
    "Health score of the cluster. Lower values are better and zero means 'totally healthy'.",
  ],
  ['cluster_messages_queued', 'Number of cluster messages which are queued.'],
  [
    'peer_position',
    "Position the Alertmanager instance believes it's in. The position determines a peer's behavior in the cluster.",
  ],
] as const;
