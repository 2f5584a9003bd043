import type { Fault } from '../faults.ts';

type Listener = (on: boolean) => void;

/** Which of a service's faults are on; a part that must act at the change subscribes to it. */
export class FaultSwitches {
  readonly #known: ReadonlySet<string>;
  readonly #on = new Set<string>();
  readonly #listeners = new Map<string, Listener[]>();

  constructor(faults: readonly Fault[]) {
    this.#known = new Set(faults.map((fault) => fault.name));
  }

  knows(name: string): boolean {
    return this.#known.has(name);
  }

  isOn(name: string): boolean {
    return this.#on.has(name);
  }

  list(): Record<string, boolean> {
    return Object.fromEntries([...this.#known].map((name) => [name, this.#on.has(name)]));
  }

  onChange(name: string, listener: Listener): void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
  }

  set(name: string, on: boolean): void {
    if (this.#on.has(name) === on) return;
    if (on) this.#on.add(name);
    else this.#on.delete(name);
    for (const listener of this.#listeners.get(name) ?? []) listener(on);
  }

  clear(): void {
    for (const name of this.#known) this.set(name, false);
  }
}
