import { writeFile } from "node:fs/promises";
import { createOpenApiDocument } from "@cogrion/contract/openapi";

/** `node apps/control-plane/src/emit-openapi.ts` after a change of the contract; a test holds the committed document against the contract. */
const file = new URL("../../../openapi/control-plane.json", import.meta.url);
await writeFile(file, `${JSON.stringify(createOpenApiDocument(), undefined, 2)}\n`);
