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

configure({ asyncUtilTimeout: 10_000 });
