import type { OnCallDocument, OnCallProblem, Response as Answer, Routes } from '@tocsin/api';
import { InvalidConfiguration } from '#config/config-error';
import { objectsOf } from '#config/on-call/core-objects';
import { readOnCallFile } from '#config/on-call/load-on-call';
import { printOnCall } from '#config/on-call/print-on-call';
import { pathInFile } from '#config/on-call/written-names';
import type { YamlFile } from '#config/yaml-file';
import { type OnCallObject, objectKey } from '#core/on-call/directory';
import { kindNames } from '#core/on-call/referrers';
import { actorOf } from '../caller.ts';
import { HttpError } from '../errors.ts';
import type { TocsinContext } from './context.ts';
import { nothingWritten, problemsIn, submitted } from './on-call-changes.ts';
import type { Asked, Handler, Handlers } from './router.ts';

interface Written {
  readonly yaml?: string | undefined;
  readonly document?: OnCallDocument | undefined;
}

interface Read {
  readonly document: OnCallDocument;
  readonly problems: readonly OnCallProblem[];
}

const shownAs = 'on-call.yml';

/** What is wrong is said at its line, where there are lines. */
function read(context: TocsinContext, { yaml, document }: Written): Read {
  if (yaml === undefined) {
    const given = document ?? nothingWritten;
    return { document: given, problems: problemsIn(context, given) };
  }
  try {
    const file = readOnCallFile(shownAs, yaml);
    const problems = problemsIn(context, file.document).map((each) => placed(file.yaml, each));
    return { document: file.document, problems };
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    const problems = error.errors.map(({ line, column, message }) => ({
      path: [],
      message,
      severity: 'error' as const,
      line,
      column,
    }));
    return { document: nothingWritten, problems };
  }
}

function placed(yaml: YamlFile, problem: OnCallProblem): OnCallProblem {
  const { line, column } = yaml.error(pathInFile(problem.path), problem.message);
  return { ...problem, line, column };
}

export const onCallFileHandlers = {
  checkOnCall: (context, { body }) => ({ problems: [...read(context, body).problems] }),
  importOnCall: imported,
  exportOnCall(context, { query: { source = 'all' } }) {
    const { directory } = context.engine.state();
    return printOnCall(directory, (of) => source === 'all' || of === source);
  },
} satisfies Partial<Handlers>;

/** All or nothing: what is wrong with one of them refuses all. */
async function imported(
  context: TocsinContext,
  { body }: Asked<Routes['importOnCall']>,
  caller: Parameters<Handler<Routes['importOnCall']>>[2],
): Promise<Answer<Routes['importOnCall']>> {
  const { document, problems } = read(context, body);
  const { directory } = context.engine.state();
  const wanted = objectsOf(document).map((object) => sealedIn(context, object, document));
  const newestOf = ({ kind, id }: OnCallObject) => directory.get(objectKey(kind, id))?.at(-1);
  const errors = [...problems.filter(({ severity }) => severity === 'error'), ...wanted.flatMap(inFiles)];
  function inFiles(object: OnCallObject): OnCallProblem[] {
    const newest = newestOf(object);
    if (newest?.source !== 'file' || !newest.value) return [];
    const message = `the ${kindNames[object.kind]} "${object.id}" stands in ${newest.by}: take it out here, or there`;
    return [{ path: [], message, severity: 'error' }];
  }
  if (errors.length > 0) throw refused(errors);
  const changed = wanted.filter(
    (each) => JSON.stringify(newestOf(each)?.value) !== JSON.stringify(each.value),
  );
  const comment = body.comment === undefined || body.comment === '' ? {} : { comment: body.comment };
  const versions = await Promise.all(
    changed.map((object) =>
      submitted(context, kindNames[object.kind], {
        kind: 'on-call',
        change: 'set',
        object,
        ...comment,
        ...actorOf(caller),
      }),
    ),
  );
  return {
    kept: versions.map(({ kind, id, version }) => ({ kind, id, version })),
    unchanged: wanted.length - changed.length,
    problems: problems.filter(({ severity }) => severity === 'warning'),
  };
}

const refused = (errors: readonly OnCallProblem[]): HttpError =>
  new HttpError(400, 'Nothing was kept: the document does not fit', {
    detail: errors
      .slice(0, 20)
      .map(({ line, column, message }) => (line === undefined ? message : `${line}:${column}: ${message}`))
      .join('\n'),
    errors: errors.map(({ path, message }) => ({ path, message })),
  });

/** A secret that came in is sealed; without one, that of before stays. */
function sealedIn({ onCall, engine }: TocsinContext, object: OnCallObject, { automations }: OnCallDocument) {
  if (object.kind !== 'automation') return object;
  const { id } = object;
  const secret = automations.find((each) => each.id === id)?.secret;
  const before = engine.state().directory.get(objectKey('automation', id))?.at(-1)?.value;
  const kept = before && 'sealedSecret' in before ? before.sealedSecret : undefined;
  const sealedSecret = secret === undefined ? kept : onCall.seal(secret, `automation/${id}`);
  return { ...object, value: { ...object.value, ...(sealedSecret !== undefined && { sealedSecret }) } };
}
