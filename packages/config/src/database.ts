import type { Environment } from "@cogrion/domain";
import type { NoteFault } from "./read-environment.ts";
import { readPemFile } from "./read-file.ts";
import type { DatabaseConfig } from "./rows/database.ts";

type Given = { ENVIRONMENT?: Environment; DATABASE_URL?: string; DATABASE_CA_FILE?: string | undefined };

/** Undefined after a fault was recorded. Outside `local`, a password is never sent unencrypted. */
export const databaseOf = (given: Given, fault: NoteFault): DatabaseConfig | undefined => {
  const { ENVIRONMENT, DATABASE_URL: url, DATABASE_CA_FILE: file } = given;
  const ca = file === undefined ? undefined : readPemFile("DATABASE_CA_FILE", file, fault);
  if (url === undefined || ENVIRONMENT === undefined) return undefined;
  return { url, tls: ENVIRONMENT === "local" && file === undefined ? undefined : { ca } };
};
