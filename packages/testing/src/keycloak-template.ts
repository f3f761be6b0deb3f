import { createHash } from "node:crypto";
import { join } from "node:path";
import { cacheFolder } from "@cogrion/local-stack/env";
import { pins } from "@cogrion/local-stack/toolchain/pins";
import { publishOnce } from "@cogrion/local-stack/toolchain/publish";
import { run } from "@cogrion/local-stack/toolchain/run";
import { startTestParts } from "./parts.ts";
import { testSecrets } from "./test-secrets.ts";

/** A template is good for these versions and passwords only. */
const templateName = (): string => {
  const { postgresPassword, keycloakAdmin } = testSecrets;
  const parts = [pins.keycloak.version, pins.postgres.version, postgresPassword, keycloakAdmin.password];
  return `keycloak-${createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16)}`;
};

/**
 * Copies the data of a PostgreSQL whose `keycloak` database Keycloak has migrated into `dataFolder`. To create and migrate
 * it is more than half of the processor time of a Keycloak's first start. The master realm's keys and the tag of
 * `/resources/` are the same in all copies: tests that compare two Keycloaks start each from nothing.
 */
export const copyKeycloakTemplate = async (dataFolder: string): Promise<void> => {
  const folder = join(cacheFolder(), "test-data", templateName());
  await publishOnce(folder, async (temporary) => {
    const parts = await startTestParts({ parts: ["postgres", "keycloak"] });
    try {
      await parts.keycloak.stop();
      await parts.postgres.stop();
      await run("cp", ["-a", parts.postgres.dataFolder, join(temporary, "postgres")]);
    } finally {
      await parts.stop();
    }
  });
  await run("cp", ["-a", join(folder, "postgres"), dataFolder]);
};
