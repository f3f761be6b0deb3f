import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repositoryFolder } from "../config.ts";
import { environmentDocumentsOf } from "./documents.ts";

/**
 * Run `node tools/develop/src/environment/emit.ts` after a change of a table; a test compares the
 * committed files.
 */
for (const [file, text] of Object.entries(environmentDocumentsOf(repositoryFolder))) {
  mkdirSync(dirname(join(repositoryFolder, file)), { recursive: true });
  writeFileSync(join(repositoryFolder, file), text);
}
