import { databaseUrlOf, runningStack } from "@cogrion/local-stack";
import type { AuditChains } from "@cogrion/domain";
import { createAuditChains, createPool } from "@cogrion/postgres";
import { readAuditDatabaseUrl } from "../config.ts";
import { UsageError } from "@cogrion/cli/failure";

type GivenUrl = { variable: string; url: string | undefined; otherwise: string };

/** The database in the environment, or the running local stack's. @throws UsageError */
export const regionDatabaseUrl = async (
  region: string | undefined,
  { variable, url: given, otherwise }: GivenUrl,
): Promise<string> => {
  if (given !== undefined) {
    if (/^postgres(ql)?:\/\//.test(given) && URL.canParse(given)) return given;
    throw new UsageError(`${variable} is not the URL of a PostgreSQL database (postgres://…).`);
  }
  const stack = await runningStack();
  if (stack === undefined)
    throw new UsageError(`No local stack is running. Set ${variable} to the database's URL${otherwise}.`);
  const [only, ...others] = stack.regions;
  if (region === undefined && others.length > 0)
    throw new UsageError(`The local stack has several regions. Name one: --region ${stack.regions.join(" or ")}.`);
  const url = await databaseUrlOf(stack, region ?? only ?? "");
  if (url === undefined)
    throw new UsageError(`The local stack has no region "${region}", only ${stack.regions.join(", ")}.`);
  return url;
};

/** Every chain of the region, read from its database. */
export const withRegionChains = async <T>(
  region: string | undefined,
  work: (chains: AuditChains) => Promise<T>,
): Promise<T> => {
  const pool = createPool({
    databaseUrl: await regionDatabaseUrl(region, {
      variable: "COGRION_AUDIT_DATABASE_URL",
      url: readAuditDatabaseUrl(),
      otherwise: ", or verify an export: --account ID or --file FILE",
    }),
    applicationName: "cogrion-audit-verify",
    maxConnections: 1,
    statementTimeoutSeconds: 0,
  });
  try {
    return await work(createAuditChains(pool));
  } finally {
    await pool.end();
  }
};
