import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Dropdown, Menu, useStyles2 } from '@grafana/ui';
import { type ThemePreference, themePreferences } from '../preferences.ts';
import { useLook } from './look.tsx';

const labels: Readonly<Record<ThemePreference, string>> = {
  dark: 'Dark',
  light: 'Light',
  system: 'As the system',
};

export function ThemeMenu() {
  const styles = useStyles2(buttonStyles);
  const { preference, choose } = useLook();
  const menu = (
    <Menu ariaLabel="Theme">
      {themePreferences.map((name) => (
        <Menu.Item
          key={name}
          label={labels[name]}
          icon={name === preference ? 'check-circle' : 'circle'}
          role="menuitemradio"
          ariaChecked={name === preference}
          active={name === preference}
          onClick={() => choose(name)}
        />
      ))}
    </Menu>
  );
  return (
    <Dropdown overlay={menu} placement="bottom-end">
      <button type="button" className={styles.button} aria-label={`Theme: ${labels[preference]}`}>
        <svg viewBox="0 0 24 24" width={16} height={16} aria-hidden>
          <circle cx={12} cy={12} r={9} fill="none" stroke="currentColor" strokeWidth={2} />
          <path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor" />
        </svg>
      </button>
    </Dropdown>
  );
}

const buttonStyles = (theme: GrafanaTheme2) => ({
  button: css({
    alignItems: 'center',
    background: 'none',
    border: 'none',
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.secondary,
    display: 'flex',
    height: 32,
    justifyContent: 'center',
    width: 32,
    '&:hover': { background: theme.colors.action.hover, color: theme.colors.text.primary },
  }),
});
