import { join } from "node:path";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import { answersOk, startPartProcess } from "@cogrion/local-stack/parts/process";
import type { Distance } from "./distance.ts";
import { startDistance } from "./distance.ts";
import type { IdentityStage } from "./identity-stage.ts";

export type Hops = {
  /** Calls the primary, which queries its database. */
  url: string;
  distance: Distance;
  stop(): Promise<void>;
};

/** Two plain HTTP servers, with the distance between them. */
export const startHops = async (stage: IdentityStage): Promise<Hops> => {
  const stops: (() => Promise<void>)[] = [];
  const startServer = async (role: string, target: string): Promise<string> => {
    const [port] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    const part = await startPartProcess({
      name: role,
      command: process.execPath,
      args: [join(import.meta.dirname, "..", "identity", "hop.server.ts"), role, String(port), target],
      env: { NODE_ENV: "production" },
      logFile: join(stage.folder, "logs", `hop-${role}.log`),
      isReady: () => answersOk(url),
      readyTimeoutSeconds: 60,
    });
    stops.push(() => part.stop());
    return url;
  };
  const stop = async (): Promise<void> => {
    for (const each of stops.toReversed()) await each();
  };
  try {
    const primary = await startServer("primary", stage.databaseUrlOf("sgp-1"));
    const distance = await startDistance(primary, stage.folder);
    stops.push(() => distance.stop());
    const second = await startServer("second", distance.url);
    return { url: `${second}/ask`, distance, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
