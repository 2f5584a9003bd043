import { z } from 'zod';
import type { Role } from './words.ts';

/**
 * One object is the server's route, the client's method and the OpenAPI entry. Schemas are named by zod's core types: to
 * hold each against `z.ZodType`, with all its methods, takes the compiler three times as long.
 */
export interface RouteDefinition {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Below `/api/tocsin/v1`, with `{name}` for parameters. */
  readonly path: string;
  readonly summary: string;
  /** `viewer` reads; `operator` changes something; `admin` changes who may be told and how. */
  readonly role: Role;
  readonly params?: z.core.$ZodObject;
  readonly query?: z.core.$ZodObject;
  readonly body?: z.core.$ZodType;
  readonly response: z.core.$ZodType;
  /** Absent: JSON. Of another type the response is the text. */
  readonly produces?: 'application/yaml';
}

export const route = <const R extends RouteDefinition>(definition: R): R => definition;

/** What a value comes to under a schema of a route, or what does not fit. */
export const readAs = <Schema extends z.core.$ZodType>(schema: Schema, value: unknown) =>
  z.safeParse(schema, value);

type Input<T> = T extends z.core.$ZodType ? z.input<T> : never;

/** What a caller of the route gives: only the parts that the route has. */
export type Request<R extends RouteDefinition> = (R['params'] extends z.core.$ZodObject
  ? { params: Input<R['params']> }
  : object) &
  (R['query'] extends z.core.$ZodObject ? { query?: Input<R['query']> } : object) &
  (R['body'] extends z.core.$ZodType ? { body: Input<R['body']> } : object) & {
    /** `Idempotency-Key`: asking again changes nothing. `If-Match`: only what was seen is changed. */
    headers?: Readonly<Record<string, string>>;
  };

type Output<T> = T extends z.core.$ZodType ? z.output<T> : undefined;

/** What a handler of the route gets, checked. */
export interface Checked<R extends RouteDefinition> {
  readonly params: Output<R['params']>;
  readonly query: Output<R['query']>;
  readonly body: Output<R['body']>;
}

export type Response<R extends RouteDefinition> = z.output<R['response']>;
