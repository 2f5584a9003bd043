import { expect, test } from '@jest/globals';
import { createExpand } from './expand.ts';
import { messageOf, night } from './kit/messages.ts';

test('a template sees the default templates by name, and files that define them anew', () => {
  const title = '{{ template "slack.default.title" . }}';
  expect(createExpand(() => night)(title, messageOf())).toMatch(/^\[FIRING 1\] PaymentsFailing/u);
  const own = createExpand(() => night, [{ name: 'a.tmpl', text: '{{ define "__subject" }}ours{{ end }}' }]);
  expect(own(title, messageOf())).toBe('ours');
});

test('in HTML every value is escaped for its place', () => {
  const expand = createExpand(() => night);
  const template = '<p title={{ "a b" }}>{{ "<x>" }}';
  expect(expand(template, messageOf(), 'html')).toBe('<p title=a&#32;b>&lt;x&gt;');
  expect(expand(template, messageOf())).toBe('<p title=a b><x>');
});
