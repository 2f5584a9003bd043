/** Numbers have a unit with a space before it: "8.4 %", "840 ms", "1.2 GB". */
export function quantityText(value: number, unit: string | undefined): string {
  if (!Number.isFinite(value)) {
    return 'not known';
  }
  switch (unit) {
    case 'ratio':
      return percentText(value * 100);
    case 's':
    case 'seconds':
      return secondsText(value);
    case 'bytes':
      return bytesText(value);
    case undefined:
    case '':
      return plain(value);
    default:
      return `${plain(value)} ${unit}`;
  }
}

/** Whole from 10 % on: nobody decides by the tenth of 34.2 %. */
const percentText = (value: number): string =>
  Math.abs(value) >= 10 || Number.isInteger(value) ? `${Math.round(value)} %` : `${plain(value)} %`;

function plain(value: number): string {
  const size = Math.abs(value);
  if (size >= 100_000) {
    return `${plain(value / 1000)} k`;
  }
  if (size >= 100 || Number.isInteger(value)) {
    return String(Math.round(value));
  }
  return size >= 0.1 ? value.toFixed(1) : String(Number(value.toPrecision(2)));
}

function secondsText(value: number): string {
  const size = Math.abs(value);
  if (size >= 120) {
    return `${plain(value / 60)} min`;
  }
  return size >= 1 || size === 0 ? `${plain(value)} s` : `${Math.round(value * 1000)} ms`;
}

function bytesText(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  let step = 0;
  while (Math.abs(size) >= 1000 && step < units.length - 1) {
    size /= 1000;
    step += 1;
  }
  return `${size >= 10 || step === 0 ? Math.round(size) : size.toFixed(1)} ${units[step]}`;
}
