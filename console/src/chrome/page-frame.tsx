import { css } from '@emotion/css';
import { type GrafanaTheme2, type NavModelItem, PageLayoutType } from '@grafana/data';
import type { PluginPageProps } from '@grafana/runtime';
import { Tab, TabsBar, toIconName, useStyles2 } from '@grafana/ui';
import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { entryOf } from './crumbs.ts';
import { phone } from './measures.ts';
import { openPage } from './open-page.ts';

/** Grafana's page around what an app shows: heading, actions, tabs, content. */
export function PageFrame({
  children,
  layout = PageLayoutType.Standard,
  pageNav,
  ...heading
}: PluginPageProps) {
  const styles = useStyles2(frameStyles);
  useEffect(() => {
    openPage.show(pageNav);
    return () => openPage.show(undefined);
  }, [pageNav]);
  if (layout === PageLayoutType.Custom) return <div>{children}</div>;
  if (layout === PageLayoutType.Canvas) return <div className={styles.page}>{children}</div>;
  return (
    <div className={styles.page}>
      <Heading {...heading} pageNav={pageNav} />
      <Tabs pageNav={pageNav} />
      {children}
    </div>
  );
}

type HeadingProps = Pick<PluginPageProps, 'actions' | 'info' | 'pageNav' | 'renderTitle' | 'subTitle'>;

function Heading({ actions, info, pageNav, renderTitle, subTitle }: HeadingProps) {
  const styles = useStyles2(frameStyles);
  const { pathname } = useLocation();
  const title = pageNav?.text ?? entryOf(pathname)?.name ?? '';
  const words = subTitle ?? pageNav?.subTitle;
  return (
    <div className={styles.heading}>
      <div className={styles.words}>
        {renderTitle ? renderTitle(title) : <h1 className={styles.title}>{title}</h1>}
        {words && <div className={styles.subTitle}>{words}</div>}
      </div>
      {info?.map((item) => (
        <div key={item.label}>
          <span className={styles.subTitle}>{item.label}</span> {item.value}
        </div>
      ))}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

function Tabs({ pageNav }: { pageNav: NavModelItem | undefined }) {
  const tabs = pageNav?.children?.filter((tab) => !tab.hideFromTabs);
  if (!tabs?.length) return null;
  return (
    <TabsBar>
      {tabs.map((tab) => (
        <Tab
          key={tab.id ?? tab.url ?? tab.text}
          label={tab.text}
          active={tab.active ?? false}
          href={tab.url}
          counter={tab.tabCounter}
          icon={toIconName(tab.icon ?? '')}
        />
      ))}
    </TabsBar>
  );
}

const frameStyles = (theme: GrafanaTheme2) => ({
  page: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    padding: theme.spacing(2.5, 3, 4),
    minWidth: 0,
    [phone]: { padding: theme.spacing(2) },
  }),
  heading: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 2), alignItems: 'flex-start' }),
  words: css({ flex: '1 1 320px', minWidth: 0 }),
  title: css({ ...theme.typography.h3, fontSize: 24, fontWeight: 500, lineHeight: '32px', margin: 0 }),
  subTitle: css({ color: theme.colors.text.secondary }),
  actions: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
});
