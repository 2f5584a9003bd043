import type { Checked, KeptRuleGroup, Response as Answer, Routes } from '@tocsin/api';
import { bookInForce, type BookVersion } from '#core/rule-book';
import { differencesOf } from '#core/rule-book-differences';
import { defaultSource } from '#core/rule/rule';
import { groupId } from '#core/rule/rule-id';
import { bookFile } from '#config/rule-book';
import { printRuleFile } from '#config/rule-book-file';
import type { Caller } from '../door.ts';
import { HttpError } from '../errors.ts';
import type { TocsinContext } from './context.ts';
import type { Handlers } from './router.ts';
import { checkRuleGroup, mustFit } from './rule-group-check.ts';
import { bookGroup, wireBookGroup } from './written-rule-group.ts';

const iso = (at: number): string => new Date(at).toISOString();

type Handled =
  | 'listRuleGroups'
  | 'exportRuleGroups'
  | 'checkRuleGroup'
  | 'createRuleGroup'
  | 'getRuleGroup'
  | 'getRuleGroupHistory'
  | 'replaceRuleGroup'
  | 'restoreRuleGroup'
  | 'deleteRuleGroup';

/** Rule groups that people make: the engine keeps them, and the evaluator takes them up from the commit on. */
export const ruleGroupHandlers: Pick<Handlers, Handled> = {
  listRuleGroups: (context, { query }) => ({
    groups: [...context.engine.state().book.values()]
      .map((versions) => wireKept(context, versions))
      .filter(({ deleted }) => !deleted || query.deleted === '1')
      .sort((a, b) => (a.group.name < b.group.name ? -1 : 1)),
  }),
  exportRuleGroups: exported,
  checkRuleGroup,
  async createRuleGroup(context, { body }, caller) {
    const { id } = body;
    const group = bookGroup(body.group);
    mustFit(context, group);
    const named = id === undefined ? {} : { id };
    return submit(context, { change: 'make', group, ...named, ...saidBy(caller, body) });
  },
  getRuleGroup: (context, { params }) => wireKept(context, versionsOf(context, params.id)),
  getRuleGroupHistory: (context, { params }) => ({
    versions: history(versionsOf(context, params.id)).toReversed(),
  }),
  async replaceRuleGroup(context, { params: { id }, body }, caller) {
    versionsOf(context, id);
    const group = bookGroup(body.group);
    mustFit(context, group);
    return submit(context, { change: 'set', id, group, version: body.version, ...saidBy(caller, body) });
  },
  restoreRuleGroup: restored,
  deleteRuleGroup: (context, { params: { id }, query }, caller) => {
    const version = query.version === undefined ? {} : { version: Number(query.version) };
    return submit(context, { change: 'delete', id, ...version, ...saidBy(caller, query) });
  },
};

async function restored(
  context: TocsinContext,
  { params: { id }, body }: Checked<Routes['restoreRuleGroup']>,
  caller: Caller,
): Promise<KeptRuleGroup> {
  const { restore, version } = body;
  const group = versionsOf(context, id).find((each) => each.version === restore)?.group;
  if (!group)
    throw new HttpError(404, 'There is no such version to restore', {
      detail: `Version ${restore} is a deletion, was never made, or is not kept any more: see its history.`,
    });
  mustFit(context, group);
  return submit(context, { change: 'set', id, group, version, restored: restore, ...saidBy(caller, body) });
}

/** By the ids of the evaluator's groups: those that are made here, and so can be changed here. */
export const keptIdsOf = ({ engine, ruleBook }: TocsinContext): ReadonlyMap<string, string> =>
  new Map(
    bookInForce(engine.state())
      .filter(({ id }) => ruleBook.problemOf(id) === undefined)
      .map(({ id, group: { source, name } }) => [
        groupId({ file: bookFile, name, ...(source !== undefined && { source }) }),
        id,
      ]),
  );

const saidBy = ({ person, via }: Caller, { comment }: { readonly comment?: string | undefined }) => ({
  by: person.name,
  via,
  ...(comment !== undefined && comment !== '' && { comment }),
});

type Input = Extract<Parameters<TocsinContext['engine']['submit']>[0], { kind: 'rule-group' }>;
type Wanted = Input extends infer Each ? (Each extends Input ? Omit<Each, 'kind'> : never) : never;

async function submit(context: TocsinContext, wanted: Wanted): Promise<KeptRuleGroup> {
  const answer = await context.engine.submit({ kind: 'rule-group', ...wanted });
  switch (answer.kind) {
    case 'rule-group-kept':
      return wireKept(context, versionsOf(context, answer.id));
    case 'unknown-rule-group':
      throw unknownGroup();
    case 'rule-group-conflict':
      throw conflict(context, answer.why, answer.other);
    default:
      throw new HttpError(500, 'The rule group was not answered');
  }
}

const unknownGroup = (): HttpError =>
  new HttpError(404, 'There is no such rule group', {
    detail: 'It was never made here. Groups of rule files are changed in their files.',
  });

function conflict({ engine }: TocsinContext, why: string, other: string): HttpError {
  const newest = engine.state().book.get(other)?.at(-1);
  if (why === 'version') {
    const detail = `${newest?.by ?? 'Somebody'} made version ${newest?.version ?? 0} of it meanwhile: load it, and change that one.`;
    return new HttpError(409, 'Somebody changed this rule group meanwhile', {
      detail,
      errors: [{ path: ['version'], message: detail }],
    });
  }
  if (why === 'name') {
    const detail = 'Another rule group made here has this name: choose another name.';
    return new HttpError(409, 'The name is taken', {
      detail,
      errors: [{ path: ['group', 'name'], message: detail }],
    });
  }
  if (why === 'deleted')
    return new HttpError(409, 'This rule group was deleted', {
      detail: 'Restore one of its versions first.',
    });
  return new HttpError(409, 'The id is taken', { detail: 'Another rule group has this id: choose another.' });
}

function versionsOf({ engine }: TocsinContext, id: string): readonly BookVersion[] {
  const versions = engine.state().book.get(id);
  if (!versions) throw unknownGroup();
  return versions;
}

function wireKept({ ruleBook }: TocsinContext, versions: readonly BookVersion[]): KeptRuleGroup {
  const [first, newest] = [versions.at(0), versions.at(-1)];
  const group = versions.findLast((version) => version.group)?.group;
  if (!first || !newest || !group) throw unknownGroup();
  const problem = newest.group && ruleBook.problemOf(newest.id);
  return {
    id: newest.id,
    version: newest.version,
    group: wireBookGroup(group),
    deleted: newest.group === undefined,
    madeAt: iso(first.at),
    madeBy: first.by,
    changedAt: iso(newest.at),
    changedBy: newest.by,
    ...(newest.comment !== undefined && { comment: newest.comment }),
    ...(problem !== undefined && { problem }),
  };
}

const history = (versions: readonly BookVersion[]): Answer<Routes['getRuleGroupHistory']>['versions'] =>
  versions.map(({ id: _, at, group, ...version }, index) => ({
    ...version,
    at: iso(at),
    ...(group && { group: wireBookGroup(group) }),
    differences: differencesOf(versions[index - 1]?.group, group),
  }));

function exported(
  { engine }: TocsinContext,
  { query: { id, source } }: Checked<Routes['exportRuleGroups']>,
): string {
  const groups = bookInForce(engine.state()).filter(
    (each) =>
      (id === undefined || each.id === id) &&
      (source === undefined || (each.group.source ?? defaultSource) === source),
  );
  if (id !== undefined && groups.length === 0) throw unknownGroup();
  return printRuleFile(groups.map(({ group }) => group));
}
