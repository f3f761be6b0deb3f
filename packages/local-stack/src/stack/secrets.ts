import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writePrivateFile } from "../files/private-file.ts";
import { DamagedFileError, parseOwnJson } from "./damaged-file.ts";
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

export const secretsFile = join(folders.secrets, "stack.json");
const generate = (bytes: number): string => randomBytes(bytes).toString("base64url");

const whatToDo =
  "The stack's data can only be read with the secrets with which it was created. Restore the file, or start again: ./cogrion down --purge";

const faultOf = (issue: z.core.$ZodIssue): string =>
  issue.code === "unrecognized_keys"
    ? `it has the unknown field ${issue.keys.join(", ")}`
    : `${issue.path.join(".") || "the whole"} is missing or is not text`;

/**
 * Generated at the first start, stored for later ones.
 * @throws DamagedFileError
 */
export const ensureSecrets = async (): Promise<StackSecrets> => {
  const text = await readFile(secretsFile, "utf8").catch(() => undefined);
  if (text !== undefined) {
    const read = secretsSchema.safeParse(parseOwnJson(secretsFile, text, whatToDo));
    if (read.success) return read.data;
    throw new DamagedFileError(secretsFile, read.error.issues.map(faultOf).join("; "), whatToDo);
  }
  const secrets = {
    postgresPassword: generate(18),
    keycloakAdminPassword: generate(18),
    keycloakClientSecret: generate(24),
    interRegionToken: generate(32),
    cloudflareApiToken: generate(24),
    userPassword: generate(9),
  };
  await writePrivateFile(secretsFile, JSON.stringify(secrets, undefined, 2));
  return secrets;
};
