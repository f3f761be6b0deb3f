import * as z from "zod/mini";

const headers = z.record(z.string(), z.optional(z.string()));
const common = { body: z.optional(z.nullable(z.string())), isBase64Encoded: z.optional(z.boolean()) };

/** Payload format 2.0 of an HTTP API. */
const version2 = z.object({
  ...common,
  version: z.literal("2.0"),
  rawPath: z.string(),
  rawQueryString: z.string(),
  cookies: z.optional(z.array(z.string())),
  headers,
  requestContext: z.object({
    domainName: z.string(),
    http: z.object({ method: z.string(), sourceIp: z.optional(z.string()) }),
  }),
});

const multiValue = z.optional(z.nullable(z.record(z.string(), z.optional(z.array(z.string())))));
/** Payload format 1.0: a REST API, or an HTTP API that is configured for it. */
const version1 = z.object({
  ...common,
  httpMethod: z.string(),
  path: z.string(),
  multiValueHeaders: multiValue,
  multiValueQueryStringParameters: multiValue,
  requestContext: z.object({
    domainName: z.string(),
    identity: z.optional(z.object({ sourceIp: z.optional(z.string()) })),
  }),
});

export const apiGatewayEvent = z.union([version2, version1]);
export type ApiGatewayEvent = z.infer<typeof apiGatewayEvent>;
