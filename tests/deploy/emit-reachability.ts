import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkoutFolder } from "@cogrion/local-stack/env";
import { ensureHelm } from "@cogrion/local-stack/toolchain/cluster";
import { reachabilityOf } from "./support/reachability.ts";
import { render } from "./support/render.ts";
import { controlPlaneValues } from "./support/values.ts";

/**
 * Run `node tests/deploy/emit-reachability.ts` after a change of a NetworkPolicy, and read the
 * difference before you commit it.
 */
const helm = await ensureHelm({ update: () => undefined, signal: undefined });
const chart = join(checkoutFolder, "infra", "charts", "control-plane");
const objects = await render({ helm, chart, values: controlPlaneValues });
await writeFile(join(import.meta.dirname, "reachability.txt"), `${reachabilityOf(objects).join("\n")}\n`);
