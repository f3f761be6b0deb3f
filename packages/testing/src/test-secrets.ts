import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "@cogrion/local-stack/env";
import { z } from "zod";

const schema = z.object({ postgresPassword: z.string(), keycloakAdminPassword: z.string() });
const file = join(cacheFolder(), "test-data", "secrets.json");

const read = (): z.output<typeof schema> | undefined => {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
};

/** Of this user and machine, mode 0600: the data of the template is opened with them by each later run. */
const readOrCreate = (): z.output<typeof schema> => {
  const found = read();
  if (found !== undefined) return found;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const password = (): string => randomBytes(12).toString("base64url");
  const created = { postgresPassword: password(), keycloakAdminPassword: password() };
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify(created), { mode: 0o600 });
  try {
    // Of two processes, the second keeps the first one's.
    linkSync(own, file);
  } catch {
    return read() ?? created;
  } finally {
    rmSync(own);
  }
  return created;
};

const { postgresPassword, keycloakAdminPassword } = readOrCreate();

/** What the parts of tests are opened with; every run has its own folders and ports. */
export const testSecrets = {
  postgresPassword,
  keycloakAdmin: { username: "admin", password: keycloakAdminPassword },
  cloudflare: {
    accountId: "0123456789abcdef0123456789abcdef",
    apiToken: randomBytes(12).toString("base64url"),
    namespaceId: "00000000000000000000000000000001",
  },
};
