import { statfs } from 'node:fs/promises';
import { Gauge, type Registry } from 'prom-client';

const mountpoint = '/';

/** The disk under this process, under the names that node_exporter uses, so that its dashboards and rules fit. */
export function addDiskMetrics(registers: Registry): void {
  const labelNames = ['mountpoint'] as const;
  new Gauge({
    name: 'node_filesystem_size_bytes',
    help: 'Size of the filesystem in bytes.',
    labelNames,
    registers: [registers],
    async collect() {
      const disk = await statfs(mountpoint);
      this.set({ mountpoint }, disk.blocks * disk.bsize);
    },
  });
  new Gauge({
    name: 'node_filesystem_avail_bytes',
    help: 'Bytes of the filesystem available to those who are not root.',
    labelNames,
    registers: [registers],
    async collect() {
      const disk = await statfs(mountpoint);
      this.set({ mountpoint }, disk.bavail * disk.bsize);
    },
  });
}
