import { globSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { TemplateData } from '@tocsin/api';
import { previewTemplate } from '#channels/template-preview';
import { systemClock } from '#lib/clock';
import { CannotRun, defineVerb, WrongArguments } from './define-verb.ts';
import type { Terminal } from './verb.ts';

const usage = `Usage: tocsin template render --template.text='{{ template "slack.default.title" . }}'
         [--template.glob=GLOB ...] [--template.type=text|html] [--template.data=FILE]

What a notification template would say, with the flags of amtool. The data is JSON as a webhook gets it; without a
file, a sample of two alerts.
`;

const options = {
  'template.text': { type: 'string' },
  'template.glob': { type: 'string', multiple: true },
  'template.type': { type: 'string', default: 'text' },
  'template.data': { type: 'string' },
} as const;

export const templateVerb = defineVerb({
  ...{ name: 'template', usage, options },
  run({ values, positionals }, terminal) {
    const [text, language] = [values['template.text'], values['template.type']];
    if (positionals.join(' ') !== 'render') throw new WrongArguments('say what to do: render');
    if (text === undefined) throw new WrongArguments('--template.text is missing: name what to render');
    if (language !== 'text' && language !== 'html')
      throw new WrongArguments('--template.type is text or html');
    const files = (values['template.glob'] ?? []).flatMap(readGlob);
    const data = values['template.data'] === undefined ? undefined : readData(values['template.data']);
    return print(terminal, { files, text, language, ...(data && { data }), now: systemClock.now() });
  },
});

function print(terminal: Terminal, asked: Parameters<typeof previewTemplate>[0]): number {
  const preview = previewTemplate(asked);
  if (preview.ok) return (terminal.print(preview.text), 0);
  throw new CannotRun(preview.error);
}

function readGlob(pattern: string): { name: string; text: string }[] {
  const files = globSync(pattern).sort();
  if (files.length === 0) throw new CannotRun(`no file matches --template.glob=${pattern}`);
  return files.map((name) => ({ name, text: readText(name) }));
}

function readData(file: string): TemplateData {
  const read = z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'it is no JSON' });
      return z.NEVER;
    }
  });
  const data = read.pipe(TemplateData).safeParse(readText(file));
  if (data.success) return data.data;
  const why = data.error.issues.map(({ path, message }) =>
    [...path, message].join('.').replace(/\.([^.]*)$/, ': $1'),
  );
  throw new CannotRun(`${file}: ${why.join('; ')}`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CannotRun(`cannot read ${file}`);
  }
}
