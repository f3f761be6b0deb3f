import { ConfigError } from "@cogrion/config";
import { stopOnSignal } from "@cogrion/process/graceful-stop";
import { createControlPlane } from "./app.ts";
import { readConfig } from "./config.ts";

const start = async (): Promise<void> => {
  const controlPlane = createControlPlane(readConfig());
  await controlPlane.start();
  stopOnSignal({ logger: controlPlane.logger, withinSeconds: 25, stop: () => controlPlane.stop() });
};

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
  process.exit(1);
});
