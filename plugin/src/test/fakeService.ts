import { Observable, Subject, throwError } from 'rxjs';
import { type BackendSrv, type BackendSrvRequest, type FetchResponse, setBackendSrv } from '@grafana/runtime';
import type {
  AlertSummary,
  Incident,
  IncidentDetail,
  KeptRuleGroup,
  Overview,
  Response,
  Routes,
  RuleGroupCheck,
  RuleGroupVersion,
  Silence,
  SilencePreview,
  WrittenRuleGroup,
} from '@tocsin/api';
import { exampleNight } from '@tocsin/api/examples';
import { PLUGIN_ID } from '../constants';
import { checked, detail, incident, incidentDetail, keptGroup, overview, preview, silence } from './fixtures';
import { servicesAnswer, servicesOverview } from './servicesAnswer';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const problem = (status: number, text: string): Answer => ({
  status,
  body: { type: 'about:blank', title: 'Problem', status, detail: text },
});

const isAnswer = (told: unknown): told is Answer =>
  typeof told === 'object' && told !== null && 'status' in told && 'body' in told;

/** The alert service as the network shows it, behind Grafana's proxy; tests change its state as the night goes on. */
export class FakeService {
  overview: Overview = overview();
  /** Services, what they promise, what changed and what runs. */
  readonly night = exampleNight(Date.now());
  alerts: AlertSummary[] = [];
  incidents: Incident[] = [incident()];
  /** What the page of one incident knows besides. */
  detail: Partial<IncidentDetail> = {};
  rules: Response<Routes['listRules']> = { groups: [], dataSources: [] };
  silences: Silence[] = [];
  preview: SilencePreview = preview();
  /** What making a silence, or asking what it would hide, answers where it must fail. */
  silenceRefusal?: Answer;
  previewRefusal?: Answer;
  keptGroups: KeptRuleGroup[] = [];
  versions: RuleGroupVersion[] = [];
  check: RuleGroupCheck = checked();
  /** What saving a rule group answers where it must fail. */
  ruleRefusal?: Answer;
  tried: Response<Routes['testReceiver']>['results'] = [];
  /** What further paths answer: "GET /on-call", or "GET /people/mia". */
  readonly answers = new Map<string, unknown>();
  /** Bodies of what was posted about silences and receivers, as they came. */
  readonly posted: unknown[] = [];
  role: 'viewer' | 'operator' | 'admin' = 'operator';
  /** No answer at all: 502 from the proxy. */
  down = false;
  /** What acknowledging answers, where it must fail. */
  refusal?: Answer;
  version: Answer | undefined;
  readonly asked: string[] = [];
  private stream = new Subject<string>();

  install(): this {
    setBackendSrv({
      fetch: (options: BackendSrvRequest) => this.carry(options),
      chunked: () => this.chunks(),
    } as unknown as BackendSrv);
    return this;
  }

  /** Something was committed: the stream says so. */
  commit(): void {
    const data = {
      seq: 1,
      at: new Date().toISOString(),
      kinds: ['incident'],
      alerts: [],
      incidents: ['INC-4'],
      rules: [],
    };
    this.stream.next(`id: 1\nevent: commit\ndata: ${JSON.stringify(data)}\n\n`);
  }

  stop(): void {
    this.down = true;
    const { stream } = this;
    this.stream = new Subject();
    stream.complete();
  }

  private chunks(): Observable<FetchResponse<Uint8Array>> {
    return new Observable((subscriber) => {
      const send = (text: string) =>
        subscriber.next({ ok: true, status: 200, data: new TextEncoder().encode(text) } as FetchResponse<Uint8Array>);
      send(': hello\n\n');
      return this.stream.subscribe({ next: send, complete: () => subscriber.complete() });
    });
  }

  private carry({ url, method = 'GET', data }: BackendSrvRequest): Observable<FetchResponse> {
    const path = url.replace(`/api/plugin-proxy/${PLUGIN_ID}/tocsin/api/tocsin/v1`, '');
    this.asked.push(`${method} ${path}`);
    if (['POST', 'PUT'].includes(method) && !/\/(preview|check)$/.test(path)) {
      this.posted.push(data);
    }
    const { status, body } = this.down ? { status: 502, body: 'Bad gateway' } : this.answer(method, path, data);
    const response = { status, data: body, ok: status < 300 } as FetchResponse;
    return status < 300
      ? new Observable((subscriber) => {
          queueMicrotask(() => {
            subscriber.next(response);
            subscriber.complete();
          });
        })
      : throwError(() => ({ ...response, config: { url } }));
  }

  private answer(method: string, path: string, data: unknown): Answer {
    const [address = '', search = ''] = path.split('?');
    const [, resource, id = '', act] = address.split('/');
    const good = (body: unknown): Answer => ({ status: 200, body });
    const told = this.answers.get(`${method} ${address}`);
    if (told !== undefined) {
      return isAnswer(told) ? told : good(told);
    }
    const ofServices = servicesAnswer(this.night, { method, path, data });
    if (ofServices !== undefined) {
      return ofServices === null ? problem(404, `Nothing at ${path}`) : good(ofServices);
    }
    if (method === 'POST' && address.endsWith('/settings')) {
      return good({});
    }
    switch (resource) {
      case 'me':
        return (
          this.version ?? good({ person: { name: 'Mia', known: true, id: 'mia' }, role: this.role, version: '0.1.0' })
        );
      case 'overview':
        return good({ ...servicesOverview(this.night), ...this.overview });
      case 'alerts':
        return id ? this.alert(id) : good({ alerts: this.alerts });
      case 'incidents':
        return id === 'bulk'
          ? this.bulk(data)
          : act
            ? this.act(id, act)
            : id
              ? this.incident(id)
              : good({ incidents: this.incidents });
      case 'people':
      case 'teams':
      case 'schedules':
      case 'policies':
        return good({ [resource]: [] });
      case 'rules':
        return good(this.rules);
      case 'rule-groups':
        return this.ofRuleGroups(method, { id, act, data });
      case 'silences':
        return this.ofSilences(method, id);
      case 'receivers':
        return good(
          act
            ? { results: this.tried }
            : {
                receivers: [
                  { name: 'platform', integrations: [{ key: 'slack[0]', type: 'slack', sendResolved: true }] },
                ],
              }
        );
      case 'query':
        return good({ resultType: 'vector', result: health() });
      case 'query_range':
        return good(range(new URLSearchParams(search)));
      default:
        return problem(404, `No such path ${path}`);
    }
  }

  private ofRuleGroups(method: string, { id, act, data }: { id: string; act?: string; data: unknown }): Answer {
    const sent = data as { id?: string; group?: WrittenRuleGroup; restore?: number } | undefined;
    const known = this.keptGroups.find((one) => one.id === id);
    if (id === 'check') {
      return { status: 200, body: this.check };
    }
    if (id === 'export') {
      return { status: 200, body: 'groups: []\n' };
    }
    if (act === 'history') {
      return { status: 200, body: { versions: this.versions } };
    }
    if (method === 'GET') {
      return id === ''
        ? { status: 200, body: { groups: this.keptGroups } }
        : known
          ? { status: 200, body: known }
          : problem(404, `No rule group ${id}`);
    }
    if (this.ruleRefusal) {
      return this.ruleRefusal;
    }
    const restored = this.versions.find(({ version }) => version === sent?.restore)?.group;
    const kept = keptGroup({
      ...known,
      ...(known
        ? { version: known.version + 1, deleted: method === 'DELETE' }
        : { id: sent?.id ?? 'made', version: 1 }),
      group: sent?.group ?? restored ?? known?.group ?? keptGroup().group,
    });
    this.keptGroups = [kept, ...this.keptGroups.filter((one) => one.id !== kept.id)];
    return { status: 200, body: kept };
  }

  private ofSilences(method: string, id: string): Answer {
    if (id === 'preview') {
      return this.previewRefusal ?? { status: 200, body: this.preview };
    }
    if (method === 'GET') {
      return { status: 200, body: { silences: this.silences } };
    }
    if (this.silenceRefusal) {
      return this.silenceRefusal;
    }
    const made = silence({ id: 's-new', hidesNow: this.preview.now.total });
    this.silences = method === 'POST' ? [made, ...this.silences] : this.silences.filter((one) => one.id !== id);
    return { status: 200, body: made };
  }

  private alert(id: string): Answer {
    const known = this.alerts.find(({ fingerprint }) => fingerprint === id);
    return known ? { status: 200, body: detail(known) } : problem(404, `No alert ${id}`);
  }

  private incident(id: string): Answer {
    const known = this.incidents.find((one) => one.id === id);
    return known
      ? {
          status: 200,
          body: {
            ...incidentDetail(
              known,
              this.alerts.filter(({ fingerprint }) => known.alerts.includes(fingerprint))
            ),
            ...this.detail,
          },
        }
      : problem(404, `No incident ${id}`);
  }

  private bulk(data: unknown): Answer {
    const { incidents, command } = data as { incidents: string[]; command: string };
    const results = incidents.map((id) => {
      const answer = this.act(id, command);
      return { id, ...(answer.status === 200 ? { incident: answer.body } : { problem: 'It is over already.' }) };
    });
    return { status: 200, body: { results, done: results.length, sentence: `You have ${results.length} incidents.` } };
  }

  private act(id: string, act: string): Answer {
    if (this.refusal) {
      return this.refusal;
    }
    const owned = act === 'acknowledge';
    const status =
      ({ acknowledge: 'acknowledged', snooze: 'snoozed', resolve: 'resolved' } as const)[act] ?? 'triggered';
    this.incidents = this.incidents.map((one) =>
      one.id === id ? { ...one, status, assignee: owned ? 'Mia' : undefined } : one
    );
    this.alerts = this.alerts.map((one) =>
      one.incident === id
        ? { ...one, status: owned ? 'acknowledged' : 'firing', assignee: owned ? 'Mia' : undefined }
        : one
    );
    this.overview = { ...this.overview, incidents: this.incidents };
    return this.incident(id);
  }
}

const health = () =>
  [
    { stat: 'up', value: '1' },
    { stat: 'memory', value: '104857600' },
    { stat: 'errors', value: '0.084' },
  ].map(({ stat, value }) => ({ metric: { service: 'api', job: 'demo', stat }, value: [1_792_465_000, value] }));

const range = (search: URLSearchParams) => {
  const [start, end] = [Number(search.get('start')), Number(search.get('end'))];
  return {
    resultType: 'matrix',
    result: [
      {
        metric: { service: 'api' },
        values: [
          [start, '0.01'],
          [start + 15, '0.02'],
          [end, '0.084'],
        ],
      },
    ],
  };
};
