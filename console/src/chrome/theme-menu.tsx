import { Dropdown, Menu, ToolbarButton } from '@grafana/ui';
import { type ThemePreference, themePreferences } from '../preferences.ts';
import { useLook } from './look.tsx';

const labels: Readonly<Record<ThemePreference, string>> = {
  dark: 'Dark',
  light: 'Light',
  system: 'As the system',
};

export function ThemeMenu() {
  const { preference, choose } = useLook();
  const menu = (
    <Menu ariaLabel="Theme">
      {themePreferences.map((name) => (
        <Menu.Item
          key={name}
          label={labels[name]}
          icon={name === preference ? 'check' : undefined}
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
      <ToolbarButton icon="adjust-circle" aria-label={`Theme: ${labels[preference]}`} />
    </Dropdown>
  );
}
