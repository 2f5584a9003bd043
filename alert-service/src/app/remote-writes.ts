import { createSafeFetch } from '#channels/safe-fetch';
import type { SourceSettings } from '#config/sources';
import type { WrittenSample } from '#core/rule/samples';
import type { SampleSink } from '#remote-write/sample-sink';
import type { RemoteWriteSettings, RemoteWriteView } from '#remote-write/settings';
import { createRemoteWriter, type RemoteWriter } from '#remote-write/writer';
import type { Foundation } from './parts.ts';

/** The remote writes in force, with what waits in them: one that is configured as before goes on over a reload. */
export interface RemoteWrites {
  /** Where the samples of a data source go; undefined where nothing takes them. */
  sinkFor(source: Pick<SourceSettings, 'remoteWrites'>): SampleSink | undefined;
  /** What waits in those of a data source. */
  of(source: Pick<SourceSettings, 'remoteWrites'>): readonly RemoteWriteView[];
  /** After a reload: those that no data source has any more write what waits, and end. */
  retain(sources: readonly Pick<SourceSettings, 'remoteWrites'>[]): void;
  stop(withinMs: number): Promise<void>;
}

/** So long a remote write that is no longer configured may still write what waits. */
const lastMs = 60_000;

export function createRemoteWrites({ parts, metrics }: Pick<Foundation, 'parts' | 'metrics'>): RemoteWrites {
  const { clock, log, version } = parts;
  const fetch = createSafeFetch({ trust: 'operator', clock });
  const running = new Map<string, RemoteWriter>();
  const ending = new Set<RemoteWriter>();
  const writerFor = (settings: RemoteWriteSettings): RemoteWriter => {
    const there = running.get(settings.key);
    if (there) return there;
    const meter = metrics.remoteWrite(settings.name);
    const writer = createRemoteWriter({ settings, fetch, clock, log, version, meter });
    running.set(settings.key, writer);
    return writer;
  };
  const end = (writer: RemoteWriter): void => {
    ending.add(writer);
    void writer.stop(lastMs).finally(() => ending.delete(writer));
  };
  return {
    sinkFor({ remoteWrites }) {
      const writers = remoteWrites.map(writerFor);
      const [only, ...others] = writers;
      return others.length === 0 ? only : toAll(writers);
    },
    of: ({ remoteWrites }) =>
      remoteWrites.flatMap(({ key, name, shown }) => {
        const writer = running.get(key);
        return writer ? [{ name, shown, ...writer.backlog() }] : [];
      }),
    retain(sources) {
      const kept = new Set(sources.flatMap(({ remoteWrites }) => remoteWrites.map(({ key }) => key)));
      for (const [key, writer] of running) {
        if (kept.has(key)) continue;
        running.delete(key);
        end(writer);
      }
    },
    async stop(withinMs) {
      await Promise.all([...running.values(), ...ending].map((writer) => writer.stop(withinMs)));
      fetch.close();
    },
  };
}

const toAll = (writers: readonly RemoteWriter[]): SampleSink => ({
  async write(samples: readonly WrittenSample[]) {
    await Promise.all(writers.map((writer) => writer.write(samples)));
  },
});
