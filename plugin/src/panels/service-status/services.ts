import {
  type DataFrame,
  type DisplayProcessor,
  type Field,
  FieldType,
  formattedValueToString,
  getDisplayProcessor,
  getFieldDisplayName,
  type GrafanaTheme2,
  type Threshold,
} from '@grafana/data';

export type State = 'healthy' | 'degraded' | 'failing' | 'unknown';

export interface Service {
  readonly name: string;
  readonly state: State;
  /** With its unit. */
  readonly value: string;
}

const order: readonly State[] = ['failing', 'degraded', 'unknown', 'healthy'];

/** One service for each number field, or for each row of a table that has a text field; the worst first. */
export function servicesIn(frames: readonly DataFrame[], label: string, theme: GrafanaTheme2): readonly Service[] {
  const worstFirst = frames
    .flatMap((frame) => fromFrame(frame, frames, { label, theme }))
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.name.localeCompare(b.name));
  // Several series of one service are one service: what counts is its worst.
  const named = new Set<string>();
  return worstFirst.filter(({ name }) => !named.has(name) && named.add(name));
}

interface Context {
  readonly label: string;
  readonly theme: GrafanaTheme2;
}

function fromFrame(frame: DataFrame, frames: readonly DataFrame[], context: Context): readonly Service[] {
  const numbers = frame.fields.filter(({ type }) => type === FieldType.number);
  const texts = frame.fields.filter(({ type }) => type === FieldType.string);
  const names =
    texts.find(({ name }) => name === context.label) ?? texts.find(({ name }) => name === 'job') ?? texts[0];
  const [number] = numbers;
  if (names && number) {
    const toService = serviceOf(number, context.theme);
    return Array.from({ length: frame.length }, (_, row) => toService(String(names.values[row]), number.values[row]));
  }
  return numbers.map((field) => {
    const name = field.labels?.[context.label] ?? field.labels?.job ?? getFieldDisplayName(field, frame, [...frames]);
    return serviceOf(field, context.theme)(name, lastKnown(field));
  });
}

function serviceOf(field: Field, theme: GrafanaTheme2) {
  const display: DisplayProcessor = field.display ?? getDisplayProcessor({ field, theme });
  return (name: string, value: unknown): Service => ({
    name,
    state: stateOf(value, field.config.thresholds?.steps ?? []),
    value: typeof value === 'number' ? formattedValueToString(display(value)) : 'not known',
  });
}

/** The first threshold is healthy, the last failing, what lies between degraded: by place, not by colour. */
export function stateOf(value: unknown, steps: readonly Threshold[]): State {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return 'unknown';
  }
  const passed = steps.filter((step) => value >= step.value).length;
  if (passed <= 1) {
    return 'healthy';
  }
  return passed === steps.length ? 'failing' : 'degraded';
}

const lastKnown = (field: Field): unknown =>
  [...field.values].reverse().find((value) => value !== null && value !== undefined);
