import { deserialize, serialize } from 'node:v8';
import { configure } from '@testing-library/react';
import './.config/jest-setup';

// react-dom/server of React 19 wants a MessageChannel, which jsdom does not have.
if (typeof globalThis.MessageChannel === 'undefined') {
  globalThis.MessageChannel = class {
    constructor() {
      this.port1 = { onmessage: null, close() {} };
      this.port2 = { postMessage: () => setTimeout(() => this.port1.onmessage?.({ data: undefined }), 0), close() {} };
    }
  };
}

// jsdom has no URL.canParse, which @grafana/data asks before it lets an address be a link.
URL.canParse ??= (text, base) => {
  try {
    return Boolean(new URL(text, base));
  } catch {
    return false;
  }
};

// jsdom draws nothing; a Combobox measures its texts on a canvas.
HTMLCanvasElement.prototype.getContext = () => ({ measureText: (text) => ({ width: text.length * 7 }) });

// Whenever tests run, it is noon in them, and the clock goes on from there: what is shown as a time of today near midnight
// reads as tomorrow's, and a test that expects the one fails at night. What is to be seen at midnight says so itself.
const TrueDate = globalThis.Date;
const untilNoon = new TrueDate().setUTCHours(12, 0, 0, 0) - TrueDate.now();
globalThis.Date = class Date extends TrueDate {
  constructor(...args) {
    super(...(args.length === 0 ? [TrueDate.now() + untilNoon] : args));
  }
  static now() {
    return TrueDate.now() + untilNoon;
  }
};

// Nor does it have structuredClone, which what lays out the map needs.
globalThis.structuredClone ??= (value) => deserialize(serialize(value));

// Grafana's router decides about its flags; a hundred times the same warning hides what a test says.
const { warn } = console;
console.warn = (...args) => {
  if (!String(args[0]).includes('React Router Future Flag Warning')) {
    warn(...args);
  }
};

configure({ asyncUtilTimeout: 10_000 });
