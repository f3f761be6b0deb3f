import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writePrivateFile } from "../files/private-file.ts";
import { folders } from "./folders.ts";

const secretsSchema = z.strictObject({
  postgresPassword: z.string(),
  keycloakAdminPassword: z.string(),
  keycloakClientSecret: z.string(),
  interRegionToken: z.string(),
  cloudflareApiToken: z.string(),
  userPassword: z.string(),
});
export type StackSecrets = z.infer<typeof secretsSchema>;

const file = join(folders.secrets, "stack.json");
const generate = (bytes: number): string => randomBytes(bytes).toString("base64url");

/** Generated at the first start, kept for the following ones. */
export const ensureSecrets = async (): Promise<StackSecrets> => {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text !== undefined) return secretsSchema.parse(JSON.parse(text));
  const secrets = {
    postgresPassword: generate(18),
    keycloakAdminPassword: generate(18),
    keycloakClientSecret: generate(24),
    interRegionToken: generate(32),
    cloudflareApiToken: generate(24),
    userPassword: generate(9),
  };
  await writePrivateFile(file, JSON.stringify(secrets, undefined, 2));
  return secrets;
};
