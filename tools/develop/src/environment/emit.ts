import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repositoryFolder } from "../config.ts";
import { environmentDocumentsOf } from "./documents.ts";

/**
 * `node tools/develop/src/environment/emit.ts` after a change of a table; a test holds the
 * committed files to the tables.
 */
for (const [file, text] of Object.entries(environmentDocumentsOf(repositoryFolder))) {
  mkdirSync(dirname(join(repositoryFolder, file)), { recursive: true });
  writeFileSync(join(repositoryFolder, file), text);
}
