/** The files that both rulers evaluate. Each group ends with what tells how far it is: the series and the alert of `beat`. */
export interface RuleFiles {
  readonly groups: readonly string[];
  /** By name; the rules differ before and after a reload. */
  files(afterReload: boolean): Readonly<Record<string, string>>;
}

export interface RuleFileOptions {
  /** Since 3.0: groups have labels and a query offset. */
  readonly isNew: boolean;
  /** Newer than 2.42: a longer `for` puts what fires back to pending. */
  readonly putsBack: boolean;
}

export function ruleFiles({ isNew, putsBack }: RuleFileOptions): RuleFiles {
  return {
    groups: isNew ? ['main', 'capped', 'behind'] : ['main', 'capped'],
    files: (afterReload) => ({
      'main.yml': mainFile(afterReload, putsBack ? '8s' : '2s'),
      'more.yml': cappedFile + (isNew ? behindGroup : ''),
    }),
  };
}

const beat = (group: string): string => `
      - record: ${group}:beat
        expr: beat
        labels: {group: ${group}}
      - alert: Beat
        expr: beat
        labels: {group: ${group}}
        annotations: {window: '{{ $value }}'}
`;

/** A reload changes their order, which changes nothing else. */
const held = `
      - alert: Held
        expr: load > 0.5
        for: 2s
        keep_firing_for: 4s
        labels: {group: main}
        annotations: {value: '{{ $value }} of {{ .Labels.job }}'}
`;

const atOnce = `
      - alert: AtOnce
        expr: load > 0.5
        labels: {group: main, job: '', severity: '{{ if gt $value 2.0 }}page{{ else }}info{{ end }}'}
`;

const mainFile = (afterReload: boolean, forAfterReload: string): string => `
groups:
  - name: main
    interval: 1s
    rules:
      - record: job:load:sum
        expr: sum by (job) (load)
        labels: {group: main, kind: recorded}
      - record: load:busy
        expr: load > 0.5
        labels: {group: main, job: ''}
      - record: clash
        expr: load
        labels: {group: main, instance: same}
      - alert: Busy
        expr: load:busy
        for: ${afterReload ? forAfterReload : '3s'}
        labels: {group: main, severity: page, who: '{{ $labels.instance }}-{{ $value }}'}
        annotations:
          summary: '{{ $labels.instance }} has {{ $value | humanize }} in {{ with query "beat" }}{{ . | first | value }}{{ end }}'
          broken: 'not {{ template "there" }}'
${afterReload ? atOnce + held : held + atOnce}      - alert: ManyBusy
        expr: count(ALERTS{alertname="Busy", alertstate="firing"}) > 1
        for: 1s
        labels: {group: main}
      - alert: LongBusy
        expr: floor(time() - ALERTS_FOR_STATE{alertname="Busy"}) >= 5
        labels: {group: main, who: ''}
      - alert: Twins
        expr: load > 0.5
        labels: {group: main, instance: same}
      - alert: Double
        expr: load{instance="a"} > 0.5
        for: 2s
        labels: {group: main}
      - alert: Double
        expr: load{instance="b"} > 0.5
        for: 2s
        labels: {group: main}
      - alert: Clashing
        expr: load * on (job) gone > 0
        labels: {group: main}
      - alert: Gone
        expr: gone
        for: 1s
        keep_firing_for: 2s
        labels: {group: main}
      - alert: Missing
        expr: absent(gone{instance="x"}) and on() (beat > 3)
        for: 1s
        labels: {group: main, severity: info}
${
  afterReload
    ? `
      - alert: Late
        expr: late > 0
        for: 2s
        labels: {group: main}
`
    : `
      - alert: Early
        expr: load > 0.5
        labels: {group: main}
      - record: load:early
        expr: load
        labels: {group: main}
`
}
${beat('main')}
${afterReload ? '' : passingGroup}
`;

/** Gone after a reload: what it wrote must end. */
const passingGroup = `
  - name: passing
    interval: 1s
    rules:
      - record: passing
        expr: beat * 0 + 7
        labels: {group: main}
`;

const cappedFile = `
groups:
  - name: capped
    interval: 1s
    limit: 2
    rules:
      - alert: Capped
        expr: load > 0.5
        for: 1s
        labels: {group: capped}
      - record: load:capped
        expr: load > 0.5
        labels: {group: capped}
${beat('capped')}
`;

/** Fields that Prometheus has since 2.53 and 3.0. */
const behindGroup = `
  - name: behind
    interval: 1s
    query_offset: 2s
    labels: {place: behind, group: behind}
    rules:
      - alert: Behind
        expr: load > 0.5
        for: 2s
        labels: {place: rule, 'dotted.name': '{{ $labels.instance }}'}
${beat('behind')}
`;
