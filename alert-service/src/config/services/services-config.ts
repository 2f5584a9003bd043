import { z } from 'zod';
import { defaultSource } from '#core/rule/rule';
import { fields, given, listOf, required, text, whole } from '../fields.ts';
import { suggestion } from '../nearest.ts';
import { circlesIn } from './circles.ts';
import { health, healthOf } from './health-config.ts';
import { IndicatorFields, indicatorsOf } from './indicators-config.ts';
import { MaintenanceFields, maintenanceOf } from './maintenance-config.ts';
import { ObjectiveFields, objectivesOf } from './objectives-config.ts';
import { probesOf } from './probes-config.ts';
import { checkSelector } from './queries.ts';
import { type ServiceSettings, type ServicesSettings, serviceKinds } from './settings.ts';
import { type At, nameOf, page, pageNamed, type ServicesContext } from './written.ts';

const atMost = <Schema extends z.core.SomeType>(schema: Schema, what: string, most: number) =>
  given(
    listOf(schema, what).refine(
      (list) => !Array.isArray(list) || list.length <= most,
      `at most ${most} ${what} here: split them, or take some out`,
    ),
  );

const ServiceFields = fields({
  name: nameOf('a service'),
  title: given(text),
  description: given(text),
  kind: given(z.enum(serviceKinds, `kind is one of ${serviceKinds.join(', ')}`)),
  owner: given(required('owner')),
  tier: given(
    whole.refine((tier) => tier >= 1 && tier <= 5, 'tier is a number from 1, what matters most, to 5'),
  ),
  runbook: given(page),
  dashboard: given(page),
  links: atMost(fields({ title: required('title'), url: pageNamed('url') }), 'links', 50),
  source: given(text),
  selector: given(text),
  indicators: atMost(IndicatorFields, 'indicators', 50),
  probes: atMost(z.unknown(), 'probes', 50),
  depends_on: atMost(nameOf('a service'), 'names of services', 500),
  objectives: atMost(ObjectiveFields, 'objectives', 50),
  maintenance: atMost(MaintenanceFields, 'times of maintenance', 200),
});
type Written = z.output<typeof ServiceFields>;

/** For the fields `services` and `health`. */
export const servicesFields = { services: atMost(ServiceFields, 'services', 5000), health };

interface WrittenFile {
  readonly services?: readonly Written[] | undefined;
  readonly health?: z.output<typeof health>;
}

export function servicesSettings(file: WrittenFile, context: ServicesContext): ServicesSettings {
  const listed = file.services ?? [];
  const isAsked = file.services !== undefined || file.health !== undefined;
  checkNames(listed, context);
  const services = listed.map((written, index) =>
    serviceOf(written, { ...context, path: ['services', index] }),
  );
  warnOfCircles(services, context);
  return { services, health: healthOf(file.health, { ...context, path: ['health'], isAsked }) };
}

/** What `source` and `time_intervals` may name. */
export function knownNames(
  around: {
    readonly hasDefaultAddress?: boolean;
    readonly timeIntervals?: ReadonlyMap<string, unknown>;
  },
  dataSources: readonly { readonly name: string }[],
): Pick<ServicesContext, 'sources' | 'timeIntervals'> {
  const names = dataSources.map(({ name }) => name);
  return {
    sources: around.hasDefaultAddress ? [defaultSource, ...names] : names,
    ...(around.timeIntervals && { timeIntervals: [...around.timeIntervals.keys()] }),
  };
}

function checkNames(listed: readonly Written[], { reading }: ServicesContext): void {
  const names = new Set<string>();
  listed.forEach(({ name }, index) => {
    if (names.has(name))
      reading.problem(['services', index, 'name'], `the service "${name}" is described twice: join the two`);
    names.add(name);
  });
}

function serviceOf(written: Written, at: At): ServiceSettings {
  const { name, title, description, kind, owner, tier, runbook, dashboard, source, selector } = written;
  const below = (field: string): At => ({ ...at, path: [...at.path, field] });
  checkSource(source, below('source'));
  if (selector !== undefined) checkSelector(selector, below('selector'));
  const dependsOn = new Set(written.depends_on);
  dependsOn.delete(name);
  return {
    name,
    ...defined({ title, description, kind, owner, tier, runbook, dashboard, source, selector }),
    links: written.links ?? [],
    ...indicatorsOf(written.indicators ?? [], below('indicators')),
    probes: probesOf(written.probes ?? [], below('probes')),
    dependsOn: [...dependsOn],
    objectives: objectivesOf(written.objectives ?? [], below('objectives')),
    maintenance: maintenanceOf(written.maintenance ?? [], below('maintenance')),
  };
}

type Plain = Pick<
  ServiceSettings,
  'title' | 'description' | 'kind' | 'owner' | 'tier' | 'runbook' | 'dashboard' | 'source' | 'selector'
>;
function defined(one: { readonly [K in keyof Plain]: Plain[K] | undefined }): Plain {
  const { title, description, kind, owner, tier, runbook, dashboard, source, selector } = one;
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(kind !== undefined && { kind }),
    ...(owner !== undefined && { owner }),
    ...(tier !== undefined && { tier }),
    ...(runbook !== undefined && { runbook }),
    ...(dashboard !== undefined && { dashboard }),
    ...(source !== undefined && { source }),
    ...(selector !== undefined && { selector }),
  };
}

function checkSource(source: string | undefined, { path, reading, sources }: At): void {
  if (source === undefined || sources.includes(source)) return;
  const known = sources.length > 0 ? suggestion(source, sources) : ': none is configured';
  reading.problem(path, `there is no data source "${source}"${known}`);
}

/** Of a file that was written by a program, there may be thousands, each of thousands. */
const [mostCircles, mostInCircle] = [10, 10];

/** They are lived with: what fails in a circle hits the whole circle. But mostly nobody meant it. */
function warnOfCircles(services: readonly ServiceSettings[], { reading }: ServicesContext): void {
  const places = new Map(services.map(({ name }, index) => [name, index]));
  const circles = circlesIn(new Map(services.map(({ name, dependsOn }) => [name, dependsOn])));
  for (const [at, circle] of circles.slice(0, mostCircles).entries()) {
    const [first = ''] = circle;
    const left = circle.length - mostInCircle;
    const names = [...circle.slice(0, mostInCircle), ...(left > 0 ? [`${left} more`] : []), first];
    const others = circles.length - mostCircles;
    const more = at === mostCircles - 1 && others > 0 ? `. There are ${others} more such circles` : '';
    reading.warn(
      ['services', places.get(first) ?? 0, 'depends_on'],
      `these depend on each other in a circle: ${names.join(', then ')}; each of them hits all${more}`,
    );
  }
}
