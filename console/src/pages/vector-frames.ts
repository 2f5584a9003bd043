import { type DataFrame, FieldType } from '@grafana/data';
import { z } from 'zod';

const Sample = z.tuple([z.number(), z.string()]);
const Answer = z.object({
  result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: Sample })),
});

/** An instant vector in the frames that Grafana's Prometheus data source makes of it: one for each series. */
export function vectorFrames(answer: unknown): DataFrame[] {
  return Answer.parse(answer).result.map(({ metric, value: [seconds, text] }) => ({
    refId: 'A',
    length: 1,
    fields: [
      { name: 'Time', type: FieldType.time, config: {}, values: [seconds * 1000] },
      { name: 'Value', type: FieldType.number, config: {}, labels: metric, values: [Number(text)] },
    ],
  }));
}
