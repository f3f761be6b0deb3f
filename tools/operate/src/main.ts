import { run } from "@cogrion/cli/run";
import { createProgram } from "./program.ts";

await run(createProgram);
