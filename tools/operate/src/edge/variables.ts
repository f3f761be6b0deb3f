import { z } from "zod";
import { readGivenVariables } from "../config.ts";
import { UsageError } from "@cogrion/cli/failure";

const url = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });
const addresses = z
  .string()
  .transform((text) => text.split(",").map((each) => each.trim()))
  .refine((all) => all.every((each) => /^[0-9a-f.:[\]]+$/.test(each)), "must be addresses, separated by commas");
const id = z.string().regex(/^\w{1,64}$/, "must be an id of Cloudflare or AWS");

/**
 * What the commands of leaving Cloudflare read, each only what it needs; the same names as in the
 * services.
 */
export const edgeVariables = {
  ENVIRONMENT: z.enum(["dev", "prod", "local"], "must be dev, prod or local"),
  DNS_ZONE: z.string().regex(/^([a-z0-9-]+\.)+[a-z0-9-]+$/, "must be the zone's name, such as cogrion.com"),
  CLOUDFLARE_API_TOKEN: z.string().min(1),
  CLOUDFLARE_ACCOUNT_ID: id,
  CLOUDFLARE_KV_NAMESPACE_ID: id,
  CLOUDFLARE_ZONE_ID: id,
  CLOUDFLARE_BASE_URL: url.optional(),
  ROUTE53_ZONE_ID: id,
  ROUTES_TABLE: z.string().regex(/^[A-Za-z0-9._-]{3,255}$/, "must be the name of a DynamoDB table"),
  ROUTES_TABLE_REGION: z.string().min(1).optional(),
  AWS_REGION: z.string().min(1),
  AWS_ENDPOINT_URL: url.optional(),
  PARENT_DNS_SERVERS: addresses.optional(),
  ROUTE53_DNS_SERVERS: addresses.optional(),
};

/** Those of these names. */
export const pickVariables = <Name extends keyof typeof edgeVariables>(
  ...names: Name[]
): Pick<typeof edgeVariables, Name> =>
  Object.fromEntries(names.map((name) => [name, edgeVariables[name]])) as Pick<typeof edgeVariables, Name>;

/** @throws UsageError that names every missing or malformed variable, without a value. */
export const readEdgeVariables = <Shape extends z.ZodRawShape>(shape: Shape): z.infer<z.ZodObject<Shape>> => {
  const read = z.object(shape).safeParse(readGivenVariables());
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message, code }) =>
    code === "invalid_type" ? `${path.join()} is not set` : `${path.join()} ${message}`,
  );
  throw new UsageError(["Environment variables are missing or invalid; --help explains them:", ...faults].join("\n  "));
};
