/** Whoever takes us for a Prometheus asks for it first: Grafana's data source does. We are not Go, and have no revision. */
export const buildInfo = (version: string): object => ({
  version,
  revision: '',
  branch: '',
  buildUser: '',
  buildDate: '',
  goVersion: '',
  application: 'Tocsin',
});
