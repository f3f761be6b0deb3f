import { join } from "node:path";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import { answersOk, startPartProcess } from "@cogrion/local-stack/parts/process";
import { quietly } from "@cogrion/local-stack/toolchain/fetching";
import { ensureToxiproxy } from "@cogrion/local-stack/toolchain/toxiproxy";

export type Distance = {
  /** Leads to the target, with the distance. */
  url: string;
  /** Each direction gets half of the round trip, also on open connections. */
  setRoundTrip(milliseconds: number): Promise<void>;
  stop(): Promise<void>;
};

/** Puts toxiproxy in front of the target. */
export const startDistance = async (target: string, folder: string): Promise<Distance> => {
  const command = await ensureToxiproxy(quietly);
  const [apiPort = 0, port = 0] = await freePorts(2);
  const api = `http://127.0.0.1:${apiPort}`;
  const part = await startPartProcess({
    name: "toxiproxy",
    command,
    args: ["-host", "127.0.0.1", "-port", String(apiPort)],
    env: {},
    logFile: join(folder, "logs", "toxiproxy.log"),
    isReady: () => answersOk(`${api}/version`),
    readyTimeoutSeconds: 30,
  });
  const call = async (method: string, path: string, body?: unknown): Promise<void> => {
    const response = await fetch(api + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`toxiproxy answered ${response.status}: ${await response.text()}`);
  };
  const proxy = { name: "regions", listen: `127.0.0.1:${port}`, upstream: new URL(target).host, enabled: true };
  await call("POST", "/proxies", proxy);
  for (const stream of ["upstream", "downstream"])
    await call("POST", "/proxies/regions/toxics", {
      name: stream,
      type: "latency",
      stream,
      attributes: { latency: 0 },
    });
  return {
    url: `http://127.0.0.1:${port}`,
    async setRoundTrip(milliseconds) {
      for (const stream of ["upstream", "downstream"])
        await call("POST", `/proxies/regions/toxics/${stream}`, { attributes: { latency: milliseconds / 2 } });
    },
    stop: () => part.stop(),
  };
};
