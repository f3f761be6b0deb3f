import { prune } from "./prune.ts";
import { writeSbom } from "./sbom.ts";
import { tidy } from "./tidy.ts";

/** Steps of the images' builds, run inside of them: Node.js and npm are all they need. */
const [step, ...args] = process.argv.slice(2);
const [first = "", second = ""] = args;

if (step === "prune" && args.length === 2) await prune(process.cwd(), first, second);
else if (step === "sbom" && args.length === 1) await writeSbom(first);
else if (step === "tidy" && args.length === 1) await tidy(first);
else {
  process.stderr.write(
    "Usage: main.ts prune <workspace folder> <out>, main.ts sbom <folder>, or main.ts tidy <folder>\n",
  );
  process.exit(2);
}
