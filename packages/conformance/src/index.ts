export { type Loaded, loadScenarios, scenarioFolder, ScenarioError, scenarioOf } from './load.ts';
export { Answer, expectedOf, type Mode, Notification, Scenario, Step, type WrittenScenario } from './scenario.ts';
