import { randomBytes } from 'node:crypto';
import { previewTemplate } from '#channels/template-preview';
import { tryReceiver } from '#channels/try-receiver';
import type { TryDoor } from '#http/tocsin-v1/context';
import type { Deliver } from './deliver.ts';
import type { Foundation } from './parts.ts';

/** Messages tried out through what is in force now. */
export function createTries({ inForce, engine, parts: { clock } }: Foundation, deliver: Deliver): TryDoor {
  const configured = () => inForce.current().configuration.alertmanager;
  return {
    receivers: () =>
      [...configured().receivers.values()].map(({ name, integrations }) => ({
        name,
        integrations: integrations.map(({ key, type, sendResolved }) => ({ key, type, sendResolved })),
        ...engine.policy().receiverRules.get(name),
      })),
    async receiver({ name, integration, labels, annotations, by }) {
      const receiver = configured().receivers.get(name);
      if (!receiver) return undefined;
      if (integration !== undefined && !receiver.integrations.some(({ key }) => key === integration))
        return undefined;
      const results = await tryReceiver(
        { deliver, clock, id: randomBytes(6).toString('hex') },
        {
          ...{ receiver, by },
          ...(integration !== undefined && { integration }),
          ...(labels && { labels }),
          ...(annotations && { annotations }),
        },
      );
      await engine.submit({
        ...{ kind: 'tried', receiver: name, by },
        results: results.map(({ integration: key, delivered, error }) => ({
          ...{ integration: key, delivered },
          ...(error !== undefined && { error }),
        })),
      });
      return { results };
    },
    template: ({ text, language, data }) =>
      previewTemplate({
        ...{
          files: configured().templates,
          text,
          language,
          now: clock.now(),
          elapsed: () => clock.elapsed(),
        },
        ...(data && { data }),
      }),
  };
}
