export const themePreferences = ['dark', 'light', 'system'] as const;
export type ThemePreference = (typeof themePreferences)[number];
export type Mode = 'dark' | 'light';

const themeKey = 'tocsin.theme';
const zoneKey = 'tocsin.timezone';

/** What was chosen here before. Storage may be forbidden; then each visit begins with the defaults. */
export function storedTheme(): ThemePreference {
  const stored = read(themeKey);
  return themePreferences.find((name) => name === stored) ?? 'system';
}

export function storeTheme(preference: ThemePreference): void {
  write(themeKey, preference);
}

/** `browser`, `utc` or an IANA name, as Grafana's user preference has it. */
export function storedTimeZone(): string {
  return read(zoneKey) ?? 'browser';
}

export function storeTimeZone(zone: string): void {
  write(zoneKey, zone);
}

export const systemLight = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: light)');

export function modeOf(preference: ThemePreference): Mode {
  if (preference !== 'system') return preference;
  return systemLight().matches ? 'light' : 'dark';
}

function read(key: string): string | undefined {
  try {
    return window.localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value);
  } catch {
    // The choice holds until the page is left.
  }
}
