import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { cacheFolder } from "@cogrion/local-stack/env";

// Stripping types and compiling take half of the start, and the Tab key waits for it. Only modules
// that are imported after this call are cached. The cache is below the home folder, because cached
// code is executed.
enableCompileCache(join(cacheFolder(), "compiled"));
const [{ createProgram }, { localAdviceOf }, { run }] = await Promise.all([
  import("./program.ts"),
  import("./local-api.ts"),
  import("@cogrion/cli/run"),
]);

await run(createProgram, localAdviceOf);
