interface Saved {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

/** Hands a text to the browser as a file. */
export function saveText({ name, type, text }: Saved): void {
  saveBlob(name, new Blob([text], { type }));
}

export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
