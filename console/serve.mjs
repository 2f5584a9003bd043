/**
 * Looks at the built console without the service serving it:
 *   node console/serve.mjs --api http://127.0.0.1:9093 [--port 3100]
 */
import { createServer, request as ask } from 'node:http';
import { parseArgs } from 'node:util';
import { serveConsole } from './serve/files.ts';

const { values } = parseArgs({
  options: { api: { type: 'string' }, port: { type: 'string', default: '3100' } },
});
if (!values.api) {
  console.error('Say where the alert service is: --api http://127.0.0.1:9093');
  process.exit(2);
}
const console_ = serveConsole();

const server = createServer((request, response) => {
  if (!request.url?.startsWith('/api/')) return void console_(request, response);
  const onward = ask(new URL(request.url, values.api), { method: request.method, headers: request.headers });
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', (error) => {
    if (!response.headersSent) response.writeHead(502);
    response.end(`The alert service at ${values.api} does not answer: ${error.message}\n`);
  });
  response.on('close', () => onward.destroy());
  request.pipe(onward);
});
server.listen(Number(values.port), '127.0.0.1', () => {
  const { port } = server.address();
  console.log(`http://127.0.0.1:${port}`);
});
