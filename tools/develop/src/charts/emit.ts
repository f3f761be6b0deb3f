import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../config.ts";
import { chartDocumentsOf } from "./documents.ts";

/**
 * Run `node tools/develop/src/charts/emit.ts` after a change of a table or of a chart's values; a
 * test compares the files.
 */
for (const [file, content] of Object.entries(chartDocumentsOf(repositoryFolder)))
  writeFileSync(join(repositoryFolder, file), content);
