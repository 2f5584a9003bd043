import { css } from '@emotion/css';
import React, { useState } from 'react';
import { useParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { Report } from '@tocsin/api';
import { client } from '../api/client';
import { useLiveState } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { uptimeText } from '../services/words';
import { Card } from '../ui/Card';
import { Health } from '../ui/HealthMark';
import { LinkTo } from '../ui/LinkTo';
import { Page } from '../ui/Page';
import { saveText } from '../ui/saveText';
import { Skeleton } from '../ui/Skeleton';
import { absoluteText, lengthText } from '../ui/time';
import { useToast } from '../ui/Toast';
import { Trouble } from '../ui/Trouble';
import { spanText } from './span';
import { budgetState, stateWord, targetText } from './state';

export function ReportPage() {
  const { id = '' } = useParams();
  const resource = useResource(() => client.getReport({ params: { id } }), {
    key: `report ${id}`,
    touchedBy: ({ kinds }) => kinds.includes('promise'),
  });
  const { data } = resource;
  return (
    <Page
      name={data?.title ?? id}
      title={data?.sentence ?? 'Report'}
      subtitle={data && `${spanText(data)}${data.complete ? '' : ', still running'}`}
      actions={data && <Actions report={data} reload={resource.reload} />}
    >
      <Trouble resource={resource} what="The report" />
      {!data && !resource.error && <Skeleton rows={5} rowHeight={48} />}
      {data && <Content report={data} />}
    </Page>
  );
}

function Actions({ report, reload }: { report: Report; reload(): void }) {
  const toast = useToast();
  const { me } = useLiveState();
  const [sending, setSending] = useState(false);
  const save = async (format: 'markdown' | 'csv') => {
    const { name, type, text } = await client.getReportText({ params: { id: report.id }, query: { format } });
    saveText({ name, type, text });
  };
  const failed = (what: string) => (error: unknown) =>
    toast({ tone: 'failed', text: `${what}: ${error instanceof Error ? error.message : String(error)}` });
  const send = async () => {
    setSending(true);
    try {
      const { sent } = await client.sendReport({ params: { id: report.id } });
      const lost = sent.filter(({ ok }) => !ok);
      toast(
        lost.length > 0
          ? {
              tone: 'failed',
              text: `Not sent to ${lost.map(({ receiver }) => receiver).join(', ')}: ${lost[0]?.error ?? ''}`,
            }
          : {
              tone: 'done',
              text: `Sent to ${sent.map(({ receiver }) => receiver).join(', ') || 'nobody: no receiver is named'}.`,
            }
      );
      reload();
    } catch (error) {
      failed('Not sent')(error);
    } finally {
      setSending(false);
    }
  };
  return (
    <>
      <Button variant="secondary" icon="download-alt" onClick={() => save('markdown').catch(failed('Not saved'))}>
        Markdown
      </Button>
      <Button variant="secondary" icon="download-alt" onClick={() => save('csv').catch(failed('Not saved'))}>
        CSV
      </Button>
      {me && me.role !== 'viewer' && me.person.known && (
        <Button variant="secondary" icon="envelope" disabled={sending} onClick={() => void send()}>
          {sending ? 'Sending…' : 'Send now'}
        </Button>
      )}
    </>
  );
}

function ServiceRow({ service }: { service: Report['services'][number] }) {
  const styles = useStyles2(getStyles);
  return (
    <tr>
      <th scope="row">
        <LinkTo to={paths.service(service.service)}>{service.service}</LinkTo>
        {service.owner && <div className={styles.quiet}>{service.owner}</div>}
      </th>
      <td>
        {uptimeText(service.uptime)}
        <div className={styles.quiet}>{service.uptimeArithmetic}</div>
      </td>
      <td>{service.downSeconds === 0 ? '–' : lengthText(service.downSeconds * 1000)}</td>
      <td>{service.incidents}</td>
      <td>
        {service.objectives.map((objective) => (
          <div key={objective.name} className={styles.promise}>
            <Health state={budgetState(objective)} word={stateWord[objective.state]} />
            <span>
              {objective.name} {targetText(objective.target)}
              {objective.attained !== undefined && `, attained ${uptimeText(objective.attained)}`}
            </span>
          </div>
        ))}
        {service.objectives.length === 0 && <span className={styles.quiet}>none</span>}
      </td>
    </tr>
  );
}

function Content({ report }: { report: Report }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.column}>
      <Card title="Services">
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Service</th>
                <th scope="col">Uptime</th>
                <th scope="col">Failing for</th>
                <th scope="col">Incidents</th>
                <th scope="col">Promises</th>
              </tr>
            </thead>
            <tbody>
              {report.services.map((service) => (
                <ServiceRow key={service.service} service={service} />
              ))}
            </tbody>
          </table>
        </div>
      </Card>
      <Card title="Incidents" note={String(report.incidents.length)}>
        {report.incidents.length === 0 && <p>None in this period.</p>}
        <ul className={styles.list}>
          {report.incidents.map((incident) => (
            <li key={incident.id}>
              <LinkTo to={paths.incident(incident.id)}>
                {incident.id} {incident.title}
              </LinkTo>
              <span className={styles.quiet}>
                {incident.severity}, {absoluteText(Date.parse(incident.openedAt))}
                {incident.resolvedAt
                  ? `, for ${lengthText(Date.parse(incident.resolvedAt) - Date.parse(incident.openedAt))}`
                  : ', still open'}
              </span>
            </li>
          ))}
        </ul>
      </Card>
      <Card title="Sent">
        {report.sent.length === 0 && <p>It was not sent to anybody yet.</p>}
        <ul className={styles.list}>
          {report.sent.map(({ at, receiver, ok, error }) => (
            <li key={`${at} ${receiver}`}>
              {absoluteText(Date.parse(at))}: {ok ? `sent to ${receiver}` : `not sent to ${receiver}. ${error ?? ''}`}
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  column: css({ display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)' }),
  scroll: css({ overflowX: 'auto' }),
  table: css({
    width: '100%',
    fontSize: 13,
    'th, td': { textAlign: 'left', verticalAlign: 'top', padding: theme.spacing(0.75, 1) },
    'th:first-of-type': { paddingLeft: 0 },
    'thead th': { color: theme.colors.text.secondary, fontSize: 12, fontWeight: theme.typography.fontWeightRegular },
    'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  promise: css({ display: 'flex', gap: theme.spacing(1) }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: 12, display: 'block' }),
  list: css({ listStyle: 'none', '& > li': { padding: theme.spacing(0.75, 0), fontSize: 13 } }),
});
