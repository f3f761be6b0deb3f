import type { ErrorCode, Permission } from "@cogrion/domain";
import type { z } from "zod";

/**
 * Who may call: anybody, a person or service with a token of the region's realm, a workspace's BFF
 * with its token, or another region with its inter-region token.
 */
export type Security = "none" | "principal" | "workspace" | "region";

export type RouteResponse = {
  description: string;
  /** Absent if there is no body. */
  schema?: z.ZodType;
  /**
   * Set if the response can also be a stream of server-sent events, when the request accepts that.
   */
  eventStream?: string;
  /**
   * Set if the response is a streamed file, by the value of the query's `format`; there is no
   * schema then.
   */
  downloads?: Record<string, { mediaType: string; description: string }>;
  headers?: Record<string, string>;
};

/**
 * One operation as data: the server registers it, the client calls it, and the OpenAPI document is
 * emitted from it. Errors are RFC 9457 problems; those that follow from the route's shape
 * (validation, token, media type) are not listed.
 */
export type Route = {
  /** The OpenAPI operationId: object then verb, `workspaces.create`. */
  id: string;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `{name}` for parameters. */
  path: string;
  summary: string;
  description?: string;
  security: Security;
  /**
   * What the caller's role in the resource's account must allow; absent if being signed in is
   * enough.
   */
  permission?: Permission;
  /**
   * The limit class for the rate limits, if it does not follow from the route's shape (limits.ts).
   */
  limit?: "creations" | "exports";
  /** Takes an `Idempotency-Key` header; a repeated request gets the response of the first one. */
  isIdempotent?: boolean;
  params?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  /** A union where the fields that are valid depend on one of them. */
  body?: z.ZodObject | z.ZodDiscriminatedUnion<z.ZodObject[]>;
  responses: Record<number, RouteResponse>;
  errors: readonly ErrorCode[];
};

export const defineRoute = <const R extends Route>(route: R): R => route;

/** All routes of one listener, by the name of their handler. */
export type RouteTable = Readonly<Record<string, Route>>;

/** A listener's routes, with the texts of its OpenAPI document. */
export type ApiDescription = {
  title: string;
  description: string;
  routes: RouteTable;
  /** Name and description of each group of routes; a route's group is its id up to the dot. */
  tags: Readonly<Record<string, string>>;
  /** How a caller of each kind authenticates: a bearer token. */
  securitySchemes: Readonly<Partial<Record<Security, { bearerFormat: string; description: string }>>>;
};
