import { tableOf, toCsv, toJson } from './table';

const table = tableOf(
  [
    { name: 'service', value: ({ name }: { name: string; errors?: number }) => name },
    { name: 'errors', value: ({ errors }) => errors },
  ],
  [{ name: 'api, "new"', errors: -0.5 }, { name: '=HYPERLINK("http://x")' }, { name: '@sum' }]
);

test('a table as CSV has its names, quotes what needs it, and no text in it becomes a formula', () => {
  expect(toCsv(table)).toBe('service,errors\r\n"api, ""new""",-0.5\r\n"\'=HYPERLINK(""http://x"")",\r\n\'@sum,\r\n');
});

test('as JSON each row is an object, and what is not known is null', () => {
  expect(JSON.parse(toJson(table))[1]).toEqual({ service: '=HYPERLINK("http://x")', errors: null });
});
