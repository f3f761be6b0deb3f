import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { cacheFolder } from "@cogrion/local-stack/env";

// Stripping types and compiling take half of the start, which whoever presses the Tab key waits for. Only what is imported after this is kept, and below a
// home, not in a folder that all share: what is found there is run.
enableCompileCache(join(cacheFolder(), "compiled"));
const [{ createProgram }, { exitCodeOf, explain }] = await Promise.all([
  import("./program.ts"),
  import("@cogrion/cli/failure"),
]);

try {
  await createProgram().parseAsync();
} catch (error) {
  console.error(explain(error));
  process.exitCode = exitCodeOf(error);
}
