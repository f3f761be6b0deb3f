import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { cacheFolder } from "@cogrion/local-stack/env";

// Stripping types and compiling take half of the start, and the Tab key waits for it. Only what is
// imported after this call is cached; below a home, because cached code is run.
enableCompileCache(join(cacheFolder(), "compiled"));
const [{ createProgram }, { localAdviceOf }, { run }] = await Promise.all([
  import("./program.ts"),
  import("./local-api.ts"),
  import("@cogrion/cli/run"),
]);

await run(createProgram, localAdviceOf);
