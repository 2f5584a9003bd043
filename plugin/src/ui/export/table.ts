export type Value = string | number | boolean | undefined | null;

export interface ExportColumn<T> {
  /** A name that programs can use: "error_rate". */
  readonly name: string;
  value(row: T): Value;
}

export interface ExportTable {
  readonly columns: readonly string[];
  readonly rows: ReadonlyArray<readonly Value[]>;
}

export const tableOf = <T>(columns: ReadonlyArray<ExportColumn<T>>, rows: readonly T[]): ExportTable => ({
  columns: columns.map(({ name }) => name),
  rows: rows.map((row) => columns.map(({ value }) => value(row))),
});

/** As RFC 4180 has it. */
export const toCsv = ({ columns, rows }: ExportTable): string =>
  [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');

function csvCell(value: Value): string {
  if (value === undefined || value === null) {
    return '';
  }
  if (typeof value !== 'string') {
    return String(value);
  }
  const text = unmeant(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A spreadsheet takes a text that begins so for a formula, and whoever named a service so would run it there. */
const unmeant = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** One object for each row; what is not known is null. */
export const toJson = ({ columns, rows }: ExportTable): string =>
  `${JSON.stringify(
    rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null]))),
    undefined,
    2
  )}\n`;
