import { createRoot } from 'react-dom/client';
import { Console } from './console.tsx';
import { loadApp } from './host/load-plugin.ts';
import { startRuntime } from './host/runtime.ts';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root');

await startRuntime();
const loading = loadApp();
// The page itself shows the failure; unobserved until it is mounted, it would also be reported as unhandled.
loading.catch(() => undefined);
createRoot(root).render(<Console loading={loading} />);
