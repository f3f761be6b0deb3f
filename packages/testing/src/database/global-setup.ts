import { withDatabase } from "@cogrion/local-stack/database";
import { migrate } from "@cogrion/postgres/migrations/migrate";
import type { TestProject } from "vitest/node";
import { startTestParts } from "../parts.ts";
import { migratedTemplate } from "./shared-server.ts";

let stop: (() => Promise<void>) | undefined;

/**
 * One PostgreSQL for a run, because forty starts, each with its own migrations, would take minutes.
 */
export const setup = async ({ provide }: TestProject): Promise<void> => {
  const parts = await startTestParts({ parts: ["postgres"] });
  stop = () => parts.stop();
  await migrate({ databaseUrl: await parts.createDatabase(migratedTemplate), isPrimary: true });
  const postgresUrl = parts.postgres.url("postgres");
  await withDatabase(postgresUrl, (client) => client.query(`alter database ${migratedTemplate} is_template true`));
  provide("postgresUrl", postgresUrl);
};

export const teardown = async (): Promise<void> => stop?.();
