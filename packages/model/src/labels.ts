import { compareBytes } from './byte-order.ts';
import { quote } from './go-quote.ts';

/** A label set. Names and values are UTF-8; a label with an empty value is the same as no label. */
export type Labels = Readonly<Record<string, string>>;

/** The value of a label, '' when it is missing. A label may be called `constructor`: what the prototype has is none. */
export const labelValue = (labels: Labels, name: string): string => {
  const value = labels[name];
  return typeof value === 'string' ? value : '';
};

/** Names in the order of their bytes, which fingerprints and group keys depend on. */
export const sortedNames = (labels: Labels): string[] => Object.keys(labels).sort(compareBytes);

export const sameLabels = (a: Labels, b: Labels): boolean => {
  if (a === b) return true;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && a[name] === b[name]);
};

/** The same set without labels whose value is empty; the very same object when there are none. */
export const withoutEmpty = (labels: Labels): Labels =>
  Object.values(labels).includes('')
    ? Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''))
    : labels;

/** Prometheus' classic rule for label names. */
export const isClassicLabelName = (name: string): boolean => /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name);
/** The rule since UTF-8 names: anything that is not empty and has UTF-8 bytes. */
export const isUtf8LabelName = (name: string): boolean => name !== '' && name.isWellFormed();

/** As Go prints a label set: `{alertname="X", team="a"}`. Part of Alertmanager's group key, so byte for byte. */
export const printLabels = (labels: Labels): string =>
  `{${sortedNames(labels)
    .map((name) => `${name}=${quote(labelValue(labels, name))}`)
    .join(', ')}}`;
