import type { TemplateFunction } from '#template/index';
import { fn1, text } from '#template/execute/function';
import * as content from '#template/html/content';
import type { GoType } from '#template/value/type';
import { GoScalar } from '#template/value/value';

const safe = (type: GoType): TemplateFunction => fn1(text, (value) => new GoScalar(type, value));

/** The trusted types of Go's html/template, by the names that the Go program of these tests has for them. */
export const trusted: Readonly<Record<string, TemplateFunction>> = {
  safeHtml: safe(content.htmlType),
  safeUrl: safe(content.urlType),
  safeCss: safe(content.cssType),
  safeAttr: safe(content.attributeType),
  safeJs: safe(content.jsType),
  safeJsStr: safe(content.jsStringType),
  safeSrcset: safe(content.srcsetType),
};
