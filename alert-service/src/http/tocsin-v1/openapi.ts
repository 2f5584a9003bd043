import { aliases, CommitEvent, Problem, type RouteDefinition, routes } from '@tocsin/api';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';

/** OpenAPI 3.1 from the same schemas that check requests and make the client. */
export function openApiDocument(version: string): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const [name, definition] of Object.entries(routes))
    paths[definition.path] = { ...paths[definition.path], [definition.method]: operation(name, definition) };
  for (const [name, definition] of Object.entries(aliases))
    paths[definition.path] = {
      ...paths[definition.path],
      servers: [{ url: '/api' }],
      [definition.method]: operation(name, definition),
    };
  paths['/stream'] = {
    get: {
      operationId: 'stream',
      summary: 'Server-sent events, one for each commit; resume by Last-Event-ID',
      responses: {
        200: { description: 'events', content: { 'text/event-stream': { schema: CommitEvent } } },
      },
    },
  };
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Tocsin',
      version,
      description: 'Tocsin’s own API. Alertmanager’s is at /api/v2, as upstream.',
    },
    servers: [{ url: '/api/tocsin/v1' }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
    paths,
  });
}

function operation(name: string, definition: RouteDefinition): ZodOpenApiOperationObject {
  const { params, query, body } = definition;
  return {
    operationId: name,
    summary: definition.summary,
    requestParams: { ...(params && { path: params }), ...(query && { query }) },
    ...(body && { requestBody: { content: { 'application/json': { schema: body } } } }),
    responses: {
      200: {
        description: 'done',
        content: { [definition.produces ?? 'application/json']: { schema: definition.response } },
      },
      default: { description: 'problem', content: { 'application/problem+json': { schema: Problem } } },
    },
  };
}
