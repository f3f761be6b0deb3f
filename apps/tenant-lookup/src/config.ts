import { environments } from "@cogrion/domain/naming/environment";
import * as z from "zod/mini";

const schema = z.object({
  ENVIRONMENT: z.enum(environments),
  /** DynamoDB tables, for the Lambda hosts; Cloudflare binds namespaces instead. */
  ROUTES_TABLE: z.optional(z.string()),
  ROUTES_TABLE_DEV: z.optional(z.string()),
});

export type LookupConfig = {
  environment: (typeof environments)[number];
  table: string | undefined;
  devTable: string | undefined;
};

/** A Worker hands its bindings over, where there is no process environment. */
export const configOf = (variables: unknown): LookupConfig => {
  const read = schema.parse(variables);
  return { environment: read.ENVIRONMENT, table: read.ROUTES_TABLE, devTable: read.ROUTES_TABLE_DEV };
};

/** Each variable is named in full: the bundle for Lambda@Edge, which has no environment, puts its values in their place. */
export const readConfig = (): LookupConfig =>
  configOf({
    ENVIRONMENT: process.env["ENVIRONMENT"],
    ROUTES_TABLE: process.env["ROUTES_TABLE"],
    ROUTES_TABLE_DEV: process.env["ROUTES_TABLE_DEV"],
  });
