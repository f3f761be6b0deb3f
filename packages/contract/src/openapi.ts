import type { ErrorCode } from "@cogrion/domain";
import { errorCodes } from "@cogrion/domain";
import { z } from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject, ZodOpenApiResponseObject } from "zod-openapi";
import { createDocument } from "zod-openapi";
import { documentedErrorsOf } from "./documented-errors.ts";
import { limitClassOf } from "./limits.ts";
import type { ApiDescription, Route, RouteResponse } from "./route.ts";
import { problem } from "./schemas/common.ts";
import type { workspaceEvent } from "./schemas/provisioning.ts";

/** The OpenAPI 3.1 document of one listener, as plain JSON. */
export const createOpenApiDocument = ({ title, description, routes, tags, securitySchemes }: ApiDescription): object =>
  createDocument({
    openapi: "3.1.0",
    info: { title, version: "1", description },
    servers: [{ url: "/", description: "The region that serves this document" }],
    tags: Object.entries(tags).map(([name, text]) => ({ name, description: text })),
    paths: pathsOf(Object.values(routes)),
    components: {
      securitySchemes: Object.fromEntries(
        Object.entries(securitySchemes).map(([name, scheme]) => [name, { type: "http", scheme: "bearer", ...scheme }]),
      ),
    },
  });

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

const descriptionOf = (route: Route): string => {
  const limitClass = limitClassOf(route);
  return [
    route.description,
    route.permission === undefined ? undefined : `Requires the permission \`${route.permission}\`.`,
    limitClass === undefined ? undefined : `Counts as \`${limitClass}\` for the rate limits.`,
  ]
    .filter((part) => part !== undefined)
    .join("\n\n");
};

const requestIdHeader = z.string().meta({ description: "The request's id; quote it when you contact support" });

const headersOf = (headers: Record<string, string> = {}): z.ZodObject =>
  z.object({
    "x-request-id": requestIdHeader,
    ...Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [name, z.string().meta({ description: text })]),
    ),
  });

const rateLimitHeaders = {
  ratelimit: 'The remaining quota of each policy that applied: `"reads";r=41;t=17`, r requests for t seconds',
  "ratelimit-policy": 'The policies that applied: `"reads";q=1200;w=60`, q requests in w seconds',
};

const successesOf = (route: Route): Record<string, ZodOpenApiResponseObject> =>
  Object.fromEntries(Object.entries(route.responses).map(([status, response]) => [status, successOf(route, response)]));

const successOf = (route: Route, response: RouteResponse): ZodOpenApiResponseObject => ({
  description: response.description,
  headers: headersOf({ ...(limitClassOf(route) === undefined ? {} : rateLimitHeaders), ...response.headers }),
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
