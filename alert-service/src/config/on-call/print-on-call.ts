import { Document, isMap, Scalar, visit } from 'yaml';
import { type Directory, objectKey, type ObjectVersion } from '#core/on-call/directory';
import { namedAsInFile } from './written-names.ts';
import { documentOf } from './written-objects.ts';

type Source = ObjectVersion['source'];

/**
 * All that is in force as one file: read again, it gives the same. What a file does not hold is said in comments: the
 * secrets of the app. Comments of the files it came from are not in it.
 */
export function printOnCall(directory: Directory, wanted: (source: Source) => boolean): string {
  const chosen: Directory = new Map([...directory].filter(([, all]) => wanted(all.at(-1)?.source ?? 'app')));
  const all = documentOf(chosen);
  const filled = Object.entries(all).filter(([, list]) => list.length > 0);
  const said = withoutUsual(namedAsInFile(Object.fromEntries(filled)));
  const document = new Document(said, {
    version: '1.1',
    aliasDuplicateObjects: false,
  });
  document.commentBefore = ' People, teams, schedules and policies, as Tocsin has them.';
  for (const [index, { id }] of all.automations.entries())
    if (hasSealed(chosen, id)) sayOfSecret(document, index);
  visit(document, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && !isTame(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
    },
    Map: (_, map, above) => {
      if (
        above.length > 3 &&
        map.items.length <= 4 &&
        map.items.every(({ value }) => value instanceof Scalar)
      )
        map.flow = true;
    },
    Seq: (_, seq) => {
      if (seq.items.every((item) => item instanceof Scalar)) seq.flow = true;
    },
  });
  const text = document.toString({
    lineWidth: 0,
    directives: false,
    doubleQuotedAsJSON: true,
    doubleQuotedMinMultiLineLength: Infinity,
    flowCollectionPadding: false,
  });
  return text.replace(lineBreaks, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** To YAML 1.1 they end a line, so that they would be folded: in quotes all of them are. */
const lineBreaks = /[\u0085\u2028\u2029]/g;

const hasSealed = (directory: Directory, id: string): boolean => {
  const value = directory.get(objectKey('automation', id))?.at(-1)?.value;
  return value !== undefined && 'sealedSecret' in value && value.sealedSecret !== undefined;
};

function sayOfSecret(document: Document, index: number): void {
  const node = document.getIn(['automations', index], true);
  if (isMap(node)) node.commentBefore = ' Its secret is sealed and not here: add secret_file.';
}

/** Fields that mean the same when they are left out. An empty list of rules is not one of them: nobody is told by it. */
function withoutUsual(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUsual);
  if (typeof value !== 'object' || value === null) return value;
  const usual = new Set(['rules {}', 'contacts []', 'layers []', 'repeat 0']);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, each]) => !usual.has(`${name} ${JSON.stringify(each)}`))
      .map(([name, each]) => [name, withoutUsual(each)]),
  );
}

/** What no reader of YAML takes for anything but a text; the rest stands in quotes. */
const isTame = (text: string): boolean =>
  (/^[A-Za-z][\w ./@()-]*[\w)]$/.test(text) || /^(\d+(y|w|d|h|m|s|ms))+$/.test(text)) &&
  !/^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i.test(text);
