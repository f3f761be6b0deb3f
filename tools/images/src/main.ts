import { prune } from "./prune.ts";
import { writeSbom } from "./sbom.ts";
import { tidy } from "./tidy.ts";

/** Steps of the image builds, which run inside them: they need only Node.js and npm. */
const [step, ...args] = process.argv.slice(2);
const [first = "", second = ""] = args;

if (step === "prune" && args.length === 2) await prune(process.cwd(), first, second);
else if (step === "finish" && args.length === 1) {
  await writeSbom(first);
  await tidy(first);
} else {
  process.stderr.write("Usage: main.ts prune <workspace folder> <out>, or main.ts finish <app folder>\n");
  process.exit(2);
}
