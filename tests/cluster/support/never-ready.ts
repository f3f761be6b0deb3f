import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { tmpdir } from "node:os";
import { checkoutFolder } from "@cogrion/local-stack/env";
import { buildah } from "./buildah.ts";

const migrations = "packages/adapters/postgres/src/migrations/region/index.ts";
export const newerMigration = "9999-of-the-next-release";
const tag = "localhost/cogrion/control-plane:never-ready";

const files = async (): Promise<Record<string, string>> => {
  const text = await readFile(join(checkoutFolder, migrations), "utf8");
  const marker = "export const regionMigrations = {";
  if (!text.includes(marker)) throw new Error(`${migrations} has another shape`);
  const migration = `  "${newerMigration}": { up: (db) => db.schema.alterTable("workspaces").addColumn("of_the_next_release", "text").execute() },`;
  return {
    [migrations]: text.replace(marker, `${marker}\n${migration}`),
    "apps/control-plane/src/main.ts": `import { createServer } from "node:http";
createServer((request, response) => response.writeHead(request.url === "/healthz" ? 200 : 503).end()).listen(3003);
process.once("SIGTERM", () => process.exit(0));
`,
  };
};

/** An image of the control plane that migrates the database further, and then lives without ever being ready. */
export const buildNeverReady = async (from: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "cogrion-never-ready-"));
  try {
    for (const [path, text] of Object.entries(await files())) {
      const file = join(folder, "app", path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    await writeFile(join(folder, "Dockerfile"), `FROM ${from}\nCOPY app /app\n`);
    await buildah("build", "--isolation", "chroot", "--pull-never", "--timestamp", "0", "--tag", tag, folder);
    return tag;
  } finally {
    await rm(folder, { recursive: true });
  }
};
