import { stripTypeScriptTypes } from 'node:module';

export default {
  canInstrument: false,
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
  processAsync: async (source) => ({ code: stripTypeScriptTypes(source) }),
};
