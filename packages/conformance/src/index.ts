export { type Delivery, type Hooks, startHooks } from './hooks.ts';
export { type Loaded, loadScenarios, scenarioFolder, ScenarioError, scenarioOf } from './load.ts';
export { play } from './play.ts';
export { processWorlds, type Program } from './process-world.ts';
export { runAll, runOne, type Subject, type Verdict, whySkipped } from './run.ts';
export { expectedOf, type Mode, Notification, Scenario, Step, type WrittenScenario } from './scenario.ts';
export { ask, type StartWorld, type Timing, withWebhooks, type World, type WorldSetup } from './world.ts';
