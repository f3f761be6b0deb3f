import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryFolder } from "../config.ts";
import { composeFile, composeText } from "./document.ts";

/** `node tools/develop/src/compose/emit.ts` after a change of a pin, a port or what a part is started with. */
await writeFile(join(repositoryFolder, composeFile), composeText());
