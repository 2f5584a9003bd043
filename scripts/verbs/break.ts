import { type Fault, faults, serviceNames } from '../../demo/src/faults.ts';
import { ask, runningDemo } from '../demo/ask.ts';
import { tellDeployment } from '../demo/deployment.ts';
import type { RunFile } from '../demo/run-file.ts';
import { orExit } from '../or-exit.ts';

const say = (...lines: string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);
const pad = (text: string): string => text.padEnd(22);

function list(): void {
  say(
    'npm run break -- WHAT      what happens, and the alert that follows',
    '',
    ...faults.map(
      ({ name, does, alert, seconds }) => `  ${pad(name)}   ${does}: ${alert} within ${seconds} s`,
    ),
    `  ${pad('crash [SERVICE]')}   a process ends and stays down (${serviceNames.join(', ')}): ServiceDown within 30 s`,
    '',
    'Several may be broken at once. npm run mend repairs all of it, npm run mend -- WHAT one.',
  );
}

function whereToLook({ addresses }: RunFile, alert: string, seconds: number): void {
  say(
    `Within ${seconds} seconds ${alert} fires, and is told:`,
    '',
    `  on the screen  ${addresses.console}`,
    `  in Slack       ${addresses.slack}`,
    `  by mail        ${addresses.mail}`,
    '',
    'Then repair it: npm run mend',
  );
}

async function crash(run: RunFile, service: string): Promise<void> {
  const url = run.services[service];
  if (url === undefined)
    throw new Error(`There is no service ${service}. There are ${serviceNames.join(', ')}.`);
  if ((await ask('PUT', `${url}/control/crash`)) === undefined)
    return say(`${service} is down already. npm run mend starts it again.`);
  say(`The process of ${service} has ended, and nothing starts it again.`);
  whereToLook(run, 'ServiceDown', 30);
}

/** What breaks has often been changed just before. */
async function deployFirst(run: RunFile, { service, after }: Fault): Promise<void> {
  if (after === undefined) return;
  const problem = await tellDeployment(run, { service, version: after });
  say(
    problem === undefined
      ? `${service} ${after} was deployed just now.`
      : `(That ${service} ${after} was deployed could not be told: ${problem})`,
  );
}

async function breakIt(what: string, service: string | undefined): Promise<void> {
  if (what === 'crash') return crash(await runningDemo(), service ?? 'api');
  const fault: Fault | undefined = faults.find(({ name }) => name === what);
  if (!fault) {
    list();
    throw new Error(`"${what}" is not in the list above.`);
  }
  const run = await runningDemo();
  await deployFirst(run, fault);
  const answer = await ask('PUT', `${run.services[fault.service]}/control/faults/${fault.name}`);
  if (answer?.status !== 200)
    throw new Error(`${fault.service} does not answer; it may have crashed. Try: npm run mend`);
  say(`From now on ${fault.does}.`);
  whereToLook(run, fault.alert, fault.seconds);
}

const [what, service] = process.argv.slice(2);
await orExit(async () => (what === undefined ? list() : breakIt(what, service)));
