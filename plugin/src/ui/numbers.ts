/** Numbers have a unit with a space before it, as the alert service writes them: "8.4 %", "840 ms", "256 MiB". */
export function quantityText(value: number, unit = ''): string {
  if (!Number.isFinite(value)) {
    return 'not known';
  }
  switch (unit.toLowerCase()) {
    case 'ratio':
      return percentText(value * 100);
    case '%':
    case 'percent':
      return percentText(value);
    case 's':
    case 'sec':
    case 'second':
    case 'seconds':
      return secondsText(value);
    case 'ms':
    case 'milliseconds':
      return secondsText(value / 1000);
    case 'b':
    case 'byte':
    case 'bytes':
      return bytesText(value);
    default:
      return unit === '' ? plain(value) : `${plain(value)} ${unit}`;
  }
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const small = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 });

/** One decimal from 1 on, none from 100 on, two digits below 1. */
function plain(value: number): string {
  const size = Math.abs(value);
  return (size >= 100 ? whole : size >= 1 ? decimal : small).format(value);
}

/** Whole from 10 % on: nobody decides by the tenth of 34.2 %. */
const percentText = (value: number): string => `${plain(Math.abs(value) >= 10 ? Math.round(value) : value)} %`;

function secondsText(value: number): string {
  const size = Math.abs(value);
  if (size >= 120) {
    return `${plain(value / 60)} min`;
  }
  return size >= 1 || size === 0 ? `${plain(value)} s` : `${plain(value * 1000)} ms`;
}

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

function bytesText(value: number): string {
  const size = Math.abs(value);
  const step = size >= 1 ? Math.min(binary.length - 1, Math.floor(Math.log2(size) / 10)) : 0;
  return `${plain(value / 2 ** (step * 10))} ${binary[step]}`;
}
