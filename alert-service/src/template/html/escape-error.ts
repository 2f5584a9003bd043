import { TemplateError } from '#template/error';
import { placeOf } from '#template/parse/tokens';
import { byteLength } from '#template/value/bytes';
import type { ErrorCode, EscapeFault } from './context.ts';

const remedies: Readonly<Record<ErrorCode, string>> = {
  ErrAmbigContext: 'write the ? or # of the URL outside of the branches, or the whole URL in each of them',
  ErrBadHTML: 'put the value of the attribute in quotes, and close quotes and tags',
  ErrBranchEnd: 'close what a branch opens (tags, quotes, comments) inside the same branch',
  ErrEndContext: 'close the last tag, quote, comment, script or style',
  ErrNoSuchTemplate: 'define it with {{ define }} or load the file that does',
  ErrOutputContext: 'a template that calls itself must end where it began: close what it opens',
  ErrPartialCharset: 'write the whole [...] of the regular expression without an action inside it',
  ErrPartialEscape: 'write what follows the backslash in the same text',
  ErrSlashAmbig: 'put what stands before the slash in parentheses',
  ErrPredefinedEscaper: 'leave it out: values are escaped for where they stand',
};

const whereIs = ({ source, offset }: NonNullable<EscapeFault['at']>): string => {
  const column = byteLength(source.text.slice(source.text.lastIndexOf('\n', offset - 1) + 1, offset));
  return `${source.name}:${placeOf(source.text, offset).line}:${column}`;
};

/** A template that cannot be escaped; `root` is the one that was asked for. */
export function escapeError({ code, description, at, line }: EscapeFault, root: string): TemplateError {
  const place = at === undefined ? { line: line ?? 1, column: 1 } : placeOf(at.source.text, at.offset);
  const around = line === undefined ? root : `${root}:${line}`;
  const where = at === undefined ? around : whereIs(at);
  return new TemplateError({
    stage: 'execute',
    template: at?.source.name ?? root,
    line: place.line,
    column: place.column,
    goText: `html/template:${where === '' ? ' ' : `${where}: `}${description}`,
    remedy: remedies[code],
  });
}
