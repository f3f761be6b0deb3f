import { stopOnSignal } from "@cogrion/process/graceful-stop";
import { startProcess } from "@cogrion/process/start";
import { createBff } from "./app.ts";
import { readConfig } from "./config.ts";

await startProcess(async () => {
  const bff = createBff(readConfig());
  stopOnSignal({ logger: bff.logger, withinSeconds: 25, stop: () => bff.stop() });
  await bff.start();
});
