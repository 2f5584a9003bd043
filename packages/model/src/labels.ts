/** A label set. Names and values are UTF-8; a label with an empty value is the same as no label. */
export type Labels = Readonly<Record<string, string>>;
