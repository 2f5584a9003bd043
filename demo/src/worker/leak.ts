import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const step = 4 * 1024 * 1024;
const most = 300 * 1024 * 1024;

/** Memory that is really held: each page is written, else the system would not count it. */
export class Leak {
  #held: Buffer[] = [];

  grow(): void {
    if (this.#held.length * step < most) this.#held.push(Buffer.alloc(step, 1));
  }

  /** A process at rest collects nothing for minutes, so the collection is asked for. */
  release(): void {
    this.#held = [];
    setFlagsFromString('--expose-gc');
    runInNewContext('gc()');
  }
}
