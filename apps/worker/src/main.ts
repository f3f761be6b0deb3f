import { ConfigError } from "@cogrion/config";
import { stopOnSignal } from "@cogrion/process/graceful-stop";
import { createWorker } from "./app.ts";
import { readConfig } from "./config.ts";

try {
  const worker = createWorker(readConfig());
  stopOnSignal({ logger: worker.logger, withinSeconds: 28, stop: () => worker.stop() });
  await worker.start();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
