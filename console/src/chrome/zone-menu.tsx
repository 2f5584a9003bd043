import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Dropdown, Menu, useStyles2 } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { phone } from './measures.ts';
import { useLook } from './look.tsx';

const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The clock and the zone that all times on the page are in: 03:17 CEST. */
export function ZoneMenu() {
  const styles = useStyles2(clockStyles);
  const { timeZone, chooseTimeZone } = useLook();
  const clock = useClock(timeZone);
  const choices = [
    { zone: 'browser', label: 'Local time', description: browserZone },
    { zone: 'utc', label: 'UTC', description: 'Coordinated Universal Time' },
  ];
  const menu = (
    <Menu ariaLabel="Time zone">
      {choices.map(({ zone, label, description }) => (
        <Menu.Item
          key={zone}
          label={label}
          description={description}
          icon={zone === timeZone ? 'check-circle' : 'circle'}
          role="menuitemradio"
          ariaChecked={zone === timeZone}
          active={zone === timeZone}
          onClick={() => chooseTimeZone(zone)}
        />
      ))}
    </Menu>
  );
  return (
    <Dropdown overlay={menu} placement="bottom-end">
      <button type="button" className={styles.clock} aria-label={`${clock}, choose the time zone`}>
        {clock}
      </button>
    </Dropdown>
  );
}

function useClock(zone: string): string {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, []);
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    ...(zone === 'browser' ? {} : { timeZone: zone }),
  }).format(now);
}

const clockStyles = (theme: GrafanaTheme2) => ({
  clock: css({
    background: 'none',
    border: 'none',
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    padding: theme.spacing(0.75, 1),
    whiteSpace: 'nowrap',
    '&:hover': { background: theme.colors.action.hover, color: theme.colors.text.primary },
    [phone]: { padding: theme.spacing(0.75, 0.5) },
  }),
});
