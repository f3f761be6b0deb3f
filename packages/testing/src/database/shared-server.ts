import { randomBytes } from "node:crypto";
import { withDatabase } from "@cogrion/local-stack/database";
import { inject } from "vitest";
import type { DatabaseServer } from "./postgres-server.ts";
import { startPostgresServer } from "./postgres-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of the server that all files of a run share; its database is `postgres`. */
    postgresUrl: string;
  }
}

/** A migrated database of the primary region, to which nobody connects: others are copies of it. */
export const migratedTemplate = "migrated_template";

/**
 * The PostgreSQL that the run shares, with databases for this file; a separate server if none is
 * shared.
 */
export const usePostgresServer = async (): Promise<DatabaseServer> => {
  // Undefined in a project without the global setup.
  const url = inject("postgresUrl") as string | undefined;
  if (url === undefined) return startPostgresServer();
  const create = async (template: string): Promise<string> => {
    const name = `test_${randomBytes(8).toString("hex")}`;
    await withDatabase(url, (client) => client.query(`create database "${name}" template "${template}"`));
    return Object.assign(new URL(url), { pathname: `/${name}` }).href;
  };
  return {
    createDatabase: () => create("template0"),
    createMigratedDatabase: () => create(migratedTemplate),
    // The server outlives the file.
    stop: async () => undefined,
  };
};
