import { css } from '@emotion/css';
import { dateTime, LoadingState, type PanelData } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { ErrorBoundaryAlert, Field, Input, PanelChrome, TextLink } from '@grafana/ui';
import { useEffect, useRef, useState } from 'react';
import { useParams, useSearchParams } from 'react-router-dom';
import { PageFrame } from '../chrome/page-frame.tsx';
import { app, type PluginFile, panels } from '../host/plugin-meta.ts';
import { ConsolePanel } from './console-panel.tsx';
import { vectorFrames } from './vector-frames.ts';

const refreshMs = 5000;
const height = 420;
/** Nothing for what is up, 1 for what is down: true of any Prometheus. */
const defaultQuery = '1 - min by (job) (up)';
const page = css({ maxWidth: 1100 });

/** One of the app's panels on its own, over an instant query that stands in the address. */
export function PanelPage() {
  const { panelId } = useParams();
  const panel = panels.find(({ id }) => id === panelId);
  return panel ? <OnePanel key={panel.id} panel={panel} /> : <PanelList unknown={panelId} />;
}

function OnePanel({ panel }: { panel: PluginFile }) {
  const [params, setParams] = useSearchParams();
  const query = params.get('query') ?? defaultQuery;
  const data = useInstantQuery(query);
  const [frame, width] = useWidth();
  return (
    <PageFrame pageNav={{ text: panel.name, subTitle: panel.info.description }}>
      <div ref={frame} className={page}>
        <Field label="Query" description="Asked of the data source of the rules, each 5 s">
          <Input
            defaultValue={query}
            onBlur={(event) => setParams({ query: event.currentTarget.value }, { replace: true })}
          />
        </Field>
        <ErrorBoundaryAlert dependencies={[panel.id]}>
          {width > 0 && (
            <PanelChrome
              title={panel.name}
              width={width}
              height={height}
              {...(data?.error?.message ? { statusMessage: data.error.message } : {})}
            >
              {(innerWidth, innerHeight) => (
                <ConsolePanel
                  pluginId={panel.id}
                  title={panel.name}
                  width={innerWidth}
                  height={innerHeight}
                  {...(data ? { data } : {})}
                />
              )}
            </PanelChrome>
          )}
        </ErrorBoundaryAlert>
      </div>
    </PageFrame>
  );
}

function PanelList({ unknown }: { unknown: string | undefined }) {
  const subTitle = unknown
    ? `There is no panel ${unknown}.`
    : 'Each can stand on a dashboard of its own in Grafana.';
  return (
    <PageFrame pageNav={{ text: 'Panels', subTitle }}>
      <ul>
        {panels.map((panel) => (
          <li key={panel.id}>
            <TextLink href={`/console/panels/${panel.id}`}>{panel.name}</TextLink> {panel.info.description}
          </li>
        ))}
      </ul>
    </PageFrame>
  );
}

function useInstantQuery(query: string): PanelData | undefined {
  const [data, setData] = useState<PanelData>();
  useEffect(() => {
    const url = `/api/plugin-proxy/${app.id}/tocsin/api/tocsin/v1/query`;
    const ask = () =>
      getBackendSrv()
        .get<unknown>(url, { query }, 'panel-page', { showErrorAlert: false })
        .then((answer) => setData({ ...lastHour(), state: LoadingState.Done, series: vectorFrames(answer) }))
        .catch((error: unknown) => {
          const message = error instanceof Error ? error.message : 'The query was not answered';
          setData({ ...lastHour(), state: LoadingState.Error, series: [], error: { message } });
        });
    void ask();
    const timer = setInterval(() => void ask(), refreshMs);
    return () => clearInterval(timer);
  }, [query]);
  return data;
}

function lastHour() {
  const to = dateTime();
  const from = dateTime(to).subtract(1, 'hour');
  return { timeRange: { from, to, raw: { from: 'now-1h', to: 'now' } } };
}

function useWidth() {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    if (frame.current) observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  return [frame, width] as const;
}
