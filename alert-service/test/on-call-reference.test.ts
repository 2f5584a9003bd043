import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  OnCallDocument,
  WrittenAutomation,
  WrittenCondition,
  WrittenContact,
  WrittenHours,
  WrittenLayer,
  WrittenNotificationRule,
  WrittenOverride,
  WrittenPerson,
  WrittenPolicy,
  WrittenRotation,
  WrittenSchedule,
  WrittenSpan,
  WrittenStep,
  WrittenTarget,
  WrittenTeam,
} from '@tocsin/api';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { loadOnCall, readOnCallFile } from '#config/on-call/load-on-call';
import { inFile } from '#config/on-call/written-names';

const page = path.resolve(import.meta.dirname, '../../docs/on-call-files.md');
const [begin, end] = ['<!-- reference: begin -->', '<!-- reference: end -->'];

const parts: readonly (readonly [string, z.ZodObject])[] = [
  ['File', OnCallDocument],
  ['Person', WrittenPerson],
  ['Contact', WrittenContact],
  ['Notification rule', WrittenNotificationRule],
  ['Hours', WrittenHours],
  ['Span', WrittenSpan],
  ['Team', WrittenTeam],
  ['Schedule', WrittenSchedule],
  ['Layer', WrittenLayer],
  ['Rotation', WrittenRotation],
  ['Policy', WrittenPolicy],
  ['Step', WrittenStep],
  ['Target', WrittenTarget],
  ['Condition', WrittenCondition],
  ['Automation', WrittenAutomation],
  ['Override', WrittenOverride],
];

interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly { readonly const?: unknown }[];
}
const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;

/** With what it refers to in place of the references; what is said beside a reference goes before. */
function resolved(schema: JsonSchema, defs: JsonSchema['$defs'] = schema.$defs): JsonSchema {
  const { $ref, ...own } = schema;
  const named = $ref === undefined ? undefined : defs?.[$ref.replace('#/$defs/', '')];
  const whole = { ...named, ...own };
  const { properties, items } = whole;
  return {
    ...whole,
    ...(items && { items: resolved(items, defs) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, each]) => [name, resolved(each, defs)]),
      ),
    }),
  };
}

function schemaOf(schema: z.ZodObject): JsonSchema {
  const made: unknown = z.toJSONSchema(schema, { io: 'input' });
  if (!isSchema(made)) throw new Error('no schema');
  return resolved(made);
}

const form = ({ type, enum: values, anyOf, items }: JsonSchema): string => {
  if (values) return values.map(String).join(', ');
  if (anyOf) return anyOf.map((each) => String(each.const)).join(', ');
  if (type === 'array') return items?.enum ? `list of ${form(items)}` : 'list';
  return { object: 'fields', integer: 'number', boolean: 'true, false' }[type ?? ''] ?? type ?? 'fields';
};

const withinCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table([title, schema]: readonly [string, z.ZodObject]): string {
  const { properties = {}, required = [] } = schemaOf(schema);
  const rows = Object.entries(properties).map(([name, field]) => {
    const usual = ['string', 'number'].includes(typeof field.default)
      ? `; ${JSON.stringify(field.default)} if absent`
      : '';
    const must = required.includes(name) ? '; required' : '';
    const snake = (field.description ?? '').replace(
      /`([a-zA-Z]+)`/g,
      (_, word: string) => `\`${inFile(word)}\``,
    );
    return `| \`${inFile(name)}\` | ${withinCell(`${form(field)}${must}${usual}`)} | ${withinCell(snake)} |`;
  });
  return [`### ${title}`, '', '| field | form | meaning |', '|---|---|---|', ...rows].join('\n');
}

const reference = `${begin}\n\n${parts.map(table).join('\n\n')}\n\n${end}`;

test('the reference in the docs has every field of the files, as they are read', () => {
  const text = readFileSync(page, 'utf8');
  const written = text.slice(text.indexOf(begin), text.indexOf(end) + end.length);
  // TOCSIN_WRITE=1 writes it anew.
  if (process.env['TOCSIN_WRITE'] === '1')
    writeFileSync(
      page,
      text.replace(written, () => reference),
    );
  else expect(written).toBe(reference);
});

test('the examples in the docs are read', async () => {
  const examples = [...readFileSync(page, 'utf8').matchAll(/```yaml\n# on-call\/[^\n]*\n([^]*?)```/g)];
  expect(examples.length).toBeGreaterThan(0);
  for (const [, yaml = ''] of examples) expect(() => readOnCallFile('example.yml', yaml)).not.toThrow();
});

test('the files of the demo have nothing to be warned of but what time brings', async () => {
  const pattern = path.resolve(import.meta.dirname, '../../provisioning/tocsin/on-call/*.yml');
  const place = { file: 'tocsin.yml', line: 1, column: 1, message: '' };
  const loaded = await loadOnCall(
    { files: [{ pattern, place }], escalations: [] },
    { receivers: ['team', 'on-call'] },
  );
  expect(loaded.warnings).toEqual([]);
  expect(loaded.objects.length).toBe(7);
});
