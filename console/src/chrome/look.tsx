import { createTheme, ThemeContext } from '@grafana/data';
import { config, getAppEvents, ThemeChangedEvent } from '@grafana/runtime';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import {
  type Mode,
  modeOf,
  storedTheme,
  storedTimeZone,
  storeTheme,
  storeTimeZone,
  systemLight,
  type ThemePreference,
} from '../preferences.ts';

interface Look {
  readonly preference: ThemePreference;
  readonly choose: (preference: ThemePreference) => void;
  readonly timeZone: string;
  readonly chooseTimeZone: (zone: string) => void;
}

const LookContext = createContext<Look | undefined>(undefined);

export function useLook(): Look {
  const look = useContext(LookContext);
  if (!look) throw new Error('useLook belongs below LookProvider');
  return look;
}

/** Theme and time zone: chosen here, remembered, and handed to plugins where Grafana would hand them. */
export function LookProvider({ children }: { children: ReactNode }) {
  const [preference, setPreference] = useState(storedTheme);
  const [timeZone, setTimeZone] = useState(storedTimeZone);
  const mode = useMode(preference);
  const theme = useMemo(() => createTheme({ colors: { mode } }), [mode]);
  useEffect(() => {
    document.documentElement.dataset['theme'] = mode;
    getAppEvents().publish(new ThemeChangedEvent(theme));
  }, [mode, theme]);
  config.theme2 = theme;
  config.bootData.user.theme = mode;
  config.bootData.user.lightTheme = mode === 'light';
  config.bootData.user.timezone = timeZone;
  const look = useMemo(
    () => ({
      preference,
      choose: (next: ThemePreference) => {
        storeTheme(next);
        setPreference(next);
      },
      timeZone,
      chooseTimeZone: (next: string) => {
        storeTimeZone(next);
        setTimeZone(next);
      },
    }),
    [preference, timeZone],
  );
  return (
    <LookContext.Provider value={look}>
      <ThemeContext.Provider value={theme}>{children}</ThemeContext.Provider>
    </LookContext.Provider>
  );
}

function useMode(preference: ThemePreference): Mode {
  const [, follow] = useState(0);
  useEffect(() => {
    const system = systemLight();
    const changed = () => follow((count) => count + 1);
    system.addEventListener('change', changed);
    return () => system.removeEventListener('change', changed);
  }, []);
  return modeOf(preference);
}
