import { writeFile } from "node:fs/promises";
import type { ApiDescription } from "@cogrion/contract";
import { internalApi } from "@cogrion/contract/internal";
import { createOpenApiDocument } from "@cogrion/contract/openapi";
import { publicApi } from "@cogrion/contract/public-api";

// Run `node apps/control-plane/src/emit-openapi.ts` after a change of the contract. A test compares
// the committed documents.
const emit = (name: string, api: ApiDescription): Promise<void> =>
  writeFile(
    new URL(`../../../openapi/${name}.json`, import.meta.url),
    `${JSON.stringify(createOpenApiDocument(api), undefined, 2)}\n`,
  );

await emit("control-plane", publicApi);
await emit("control-plane-internal", internalApi);
