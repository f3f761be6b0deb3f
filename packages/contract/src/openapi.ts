import type { ErrorCode } from "@cogrion/domain";
import { errorCodes } from "@cogrion/domain";
import { z } from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject, ZodOpenApiResponseObject } from "zod-openapi";
import { createDocument } from "zod-openapi";
import { documentedErrorsOf } from "./documented-errors.ts";
import { limitClassOf } from "./limits.ts";
import type { Route, RouteResponse } from "./route.ts";
import { allRoutes } from "./routes/index.ts";
import { problem } from "./schemas/common.ts";
import type { workspaceEvent } from "./schemas/workspace.ts";

const description = `The control plane of one Cogrion region.

Errors are problems (RFC 9457) with a documented \`code\` and the request's id. Lists are paged by cursor, newest first. Long work answers 202 with the
resource to watch. Updates take \`If-Match\`, creating calls take \`Idempotency-Key\`. Requests are limited by caller, token and address: the \`RateLimit\` headers
(draft-ietf-httpapi-ratelimit-headers-11) tell what is left, and a 429 when to come back.`;

/** The OpenAPI 3.1 document of the public API, as plain JSON. */
export const createOpenApiDocument = (): object =>
  createDocument({
    openapi: "3.1.0",
    info: { title: "Cogrion control plane", version: "1", description },
    servers: [{ url: "/", description: "The region that serves this document" }],
    tags: tagNames.map(([name, description]) => ({ name, description })),
    paths: pathsOf(allRoutes),
    components: {
      securitySchemes: {
        principal: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "Access token of the region's realm",
        },
        workspace: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "cgw_…",
          description: "Token of one workspace, for its BFF",
        },
      },
    },
  });

const tagNames: [string, string][] = [
  ["metadata", "How to sign in"],
  ["me", "Who is signed in"],
  ["regions", "Where Cogrion runs"],
  ["accounts", "Customers' organisations"],
  ["audit", "Who did what, chained so that no change of it goes unseen"],
  ["members", "Who belongs to an account, with which roles"],
  ["invitations", "By mail, into an account"],
  ["support_access", "Cogrion's staff in a customer's account, for a time, when an owner approves"],
  ["service_principals", "Identities for automation"],
  ["workspaces", "What Cogrion provisions in customers' AWS accounts"],
  ["tokens", "Workspace tokens"],
  ["bff", "For the backend-for-frontend of a workspace"],
];

const pathsOf = (routes: readonly Route[]): ZodOpenApiPathsObject => {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operationOf(route);
  return paths;
};

const operationOf = (route: Route): ZodOpenApiOperationObject => ({
  operationId: route.id,
  tags: [route.id.slice(0, route.id.indexOf("."))],
  summary: route.summary,
  description: descriptionOf(route),
  security: route.security === "none" ? [] : [{ [route.security]: [] }],
  requestParams: {
    ...(route.params === undefined ? {} : { path: route.params }),
    ...(route.query === undefined ? {} : { query: route.query }),
    ...(route.headers === undefined ? {} : { header: route.headers }),
  },
  ...(route.body === undefined
    ? {}
    : { requestBody: { required: true, content: { "application/json": { schema: route.body } } } }),
  responses: { ...successesOf(route), ...errorsOf(route) },
});

const descriptionOf = (route: Route): string =>
  [
    route.description,
    route.permission === undefined ? undefined : `Needs the permission \`${route.permission}\`.`,
    `Counts as \`${limitClassOf(route)}\` for the rate limits.`,
  ]
    .filter((part) => part !== undefined)
    .join("\n\n");

const requestIdHeader = z.string().meta({ description: "The request's id; name it when you ask for help" });

const headersOf = (headers: Record<string, string> = {}): z.ZodObject =>
  z.object({
    "x-request-id": requestIdHeader,
    ...Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [name, z.string().meta({ description: text })]),
    ),
  });

const rateLimitHeaders = {
  ratelimit:
    'What is left of each policy that the request counted against: `"reads";r=41;t=17`, r requests for t seconds',
  "ratelimit-policy": 'Those policies: `"reads";q=1200;w=60`, q requests in w seconds',
};

const successesOf = (route: Route): Record<string, ZodOpenApiResponseObject> =>
  Object.fromEntries(Object.entries(route.responses).map(([status, response]) => [status, successOf(response)]));

const successOf = (response: RouteResponse): ZodOpenApiResponseObject => ({
  description: response.description,
  headers: headersOf({ ...rateLimitHeaders, ...response.headers }),
  ...(response.downloads === undefined
    ? {}
    : {
        content: Object.fromEntries(
          Object.values(response.downloads).map(({ mediaType, description }) => [
            mediaType,
            { schema: z.string().meta({ description }) },
          ]),
        ),
      }),
  ...(response.schema === undefined
    ? {}
    : {
        content: {
          "application/json": { schema: response.schema },
          ...(response.eventStream === undefined
            ? {}
            : {
                "text/event-stream": {
                  schema: z.string().meta({ description: response.eventStream }),
                  example: `id: 7\nevent: step_changed\ndata: ${JSON.stringify(exampleEvent)}\n\n`,
                },
              }),
        },
      }),
});

const exampleEvent: z.infer<typeof workspaceEvent> = {
  sequence: 7,
  type: "step_changed",
  at: "2026-03-01T12:00:00.000Z",
  data: { step: "create_hosted_zone", number: 2, status: "succeeded", attempts: 1 },
};

const errorsOf = (route: Route): Record<string, ZodOpenApiResponseObject> => {
  const byStatus = Map.groupBy(documentedErrorsOf(route), (code) => errorCodes[code].status);
  return Object.fromEntries(
    [...byStatus].toSorted(([a], [b]) => a - b).map(([status, codes]) => [String(status), errorOf(status, codes)]),
  );
};

const errorOf = (status: number, codes: ErrorCode[]): ZodOpenApiResponseObject => ({
  description: codes.map((code) => `\`${code}\`: ${errorCodes[code].title}`).join("; "),
  headers: headersOf({
    ...(status === 401 ? { "www-authenticate": "RFC 6750" } : {}),
    ...(status === 429 || status === 503 ? { "retry-after": "Seconds to wait" } : {}),
    ...(status === 429 ? rateLimitHeaders : {}),
  }),
  content: { "application/problem+json": { schema: problem } },
});
