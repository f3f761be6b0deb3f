import { absolutePath, databaseUrl, isSecret } from "../schemas.ts";
import { optional, required } from "../table.ts";

export const databaseRows = {
  DATABASE_URL: required(
    databaseUrl,
    "PostgreSQL of the region, `postgres://user:password@host:5432/name`, without `ssl…` parameters",
    isSecret,
  ),
  DATABASE_CA_FILE: optional(
    absolutePath,
    "PEM file of the authorities that may sign PostgreSQL's certificate; by default, the system's. " +
      "TLS with full verification (`verify-full`) is always on outside `local`, and on in `local` where this is set",
  ),
};

/** `ca` is PEM; undefined means the system's authorities. */
export type DatabaseTls = { ca: string | undefined };
export type DatabaseConfig = {
  url: string;
  /** Undefined connects without encryption. */ tls: DatabaseTls | undefined;
};
