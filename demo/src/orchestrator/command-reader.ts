import { createClient } from '@redis/client';
import { setTimeout as pause } from 'node:timers/promises';
import { listOf, fieldOf, textOf } from '../json.ts';
import type { Refusal, Workflows } from './workflows.ts';
import type { WorkflowStream } from './workflow-stream.ts';

const commands = 'workflow:commands';
const group = 'orchestrator';
const keptAnswers = 1000;
const blockMs = 2000;
const doneKept = 1000;

const isAction = (text: string | undefined): text is 'pause' | 'resume' | 'cancel' | 'retry' =>
  text !== undefined && ['pause', 'resume', 'cancel', 'retry'].includes(text);

/** Does what `workflow:commands` asks, each command once, and answers on `workflow:answers`. */
export class CommandReader {
  readonly #client: ReturnType<typeof createClient>;
  readonly #workflows: Workflows;
  readonly #stream: WorkflowStream;
  readonly #done = new Set<string>();
  #closed = false;

  constructor(url: string, workflows: Workflows, stream: WorkflowStream) {
    this.#workflows = workflows;
    this.#stream = stream;
    this.#client = createClient({ url, socket: { connectTimeout: 2000, reconnectStrategy: 500 } });
    this.#client.on('error', () => undefined);
    void this.#read();
  }

  async #read(): Promise<void> {
    await this.#client.connect().catch(() => undefined);
    while (!this.#closed) await this.#round().catch(() => this.#prepare());
  }

  /** The group, which goes with a Redis that lost its memory. */
  async #prepare(): Promise<void> {
    if (this.#closed) return;
    await this.#client.xGroupCreate(commands, group, '$', { MKSTREAM: true }).catch(() => undefined);
    await pause(200);
  }

  async #round(): Promise<void> {
    const streams = { key: commands, id: '>' };
    const answer: unknown = await this.#client.xReadGroup(group, group, streams, {
      COUNT: 10,
      BLOCK: blockMs,
      NOACK: true,
    });
    const messages = (Array.isArray(answer) ? answer : []).flatMap((stream) => listOf(stream, 'messages'));
    for (const message of messages) await this.#obey(fieldOf(message, 'message'));
  }

  async #obey(command: unknown): Promise<void> {
    const id = textOf(command, 'command_id');
    const action = textOf(command, 'action');
    const workflow = textOf(command, 'workflow_id');
    const isLate = Date.now() > Number(textOf(command, 'answer_before') ?? Number.POSITIVE_INFINITY);
    if (id === undefined || workflow === undefined || isLate || this.#done.has(id)) return;
    this.#remember(id);
    const refusal: Refusal = isAction(action)
      ? this.#workflows[action](workflow)
      : `it cannot ${action ?? 'do nothing'}`;
    const answer = {
      command_id: id,
      outcome: refusal === undefined ? 'done' : 'refused',
      by: 'orchestrator',
      ...(refusal !== undefined && { detail: refusal }),
    };
    await this.#stream.add('workflow:answers', answer, keptAnswers);
  }

  #remember(id: string): void {
    this.#done.add(id);
    const [oldest] = this.#done;
    if (this.#done.size > doneKept && oldest !== undefined) this.#done.delete(oldest);
  }

  close(): void {
    this.#closed = true;
    this.#client.destroy();
  }
}
