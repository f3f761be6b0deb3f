import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import type { Readable } from "node:stream";
import { linesOf } from "@cogrion/files/lines";

/** The binary's path; the package has no types. */
const require = createRequire(import.meta.url);
const { default: workerd } = require("workerd") as { default: string };

const configOf = (options: WorkerOptions): string => {
  const bindings = [
    ...Object.entries(options.variables).map(([name, text]) => `(name = "${name}", text = "${text}")`),
    ...options.namespaces.map((name) => `(name = "${name}", kvNamespace = "kv")`),
  ];
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "index.mjs", esModule = embed "index.mjs")],
      compatibilityDate = "${options.compatibilityDate}",
      bindings = [${bindings.join(", ")}],
    )),
    (name = "kv", external = (address = "127.0.0.1:${options.kvPort}", http = ())),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
};

type WorkerOptions = {
  module: Uint8Array | string;
  variables: Record<string, string>;
  /** Bindings that all read from the server at `kvPort`, in KV's own protocol. */
  namespaces: readonly string[];
  kvPort: number;
  compatibilityDate: string;
  host: string;
  target: string;
};

export type ColdWorker = {
  /**
   * Milliseconds from the start of workerd to the Worker's first response. @throws Error for
   * another status than `status`
   */
  start: (status: number) => Promise<number>;
  remove: () => Promise<void>;
};

export const writeWorker = async (options: WorkerOptions): Promise<ColdWorker> => {
  const folder = await mkdtemp(join(tmpdir(), "cogrion-cold-"));
  await writeFile(join(folder, "index.mjs"), options.module);
  await writeFile(join(folder, "config.capnp"), configOf(options));
  return {
    start: async (status) => {
      const startedAt = performance.now();
      const args = ["serve", "--control-fd=3", join(folder, "config.capnp")];
      const child = spawn(workerd, args, { stdio: ["ignore", "ignore", "inherit", "pipe"] });
      const ended = once(child, "exit");
      try {
        const answered = await statusOf(await portOf(child.stdio[3] as Readable), options);
        const elapsed = performance.now() - startedAt;
        if (answered !== status) throw new Error(`the Worker answered ${answered}, not ${status}`);
        return elapsed;
      } finally {
        child.kill("SIGKILL");
        await ended;
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};

/** workerd prints there which port it listens on. */
const portOf = async (control: Readable): Promise<number> => {
  for await (const line of linesOf(control)) {
    const said = JSON.parse(line) as { event: string; port?: number };
    if (said.event === "listen" && said.port !== undefined) return said.port;
  }
  throw new Error("workerd ended before it listened");
};

const statusOf = (port: number, { host, target }: WorkerOptions): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path: target, headers: { host } }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode ?? 0));
    });
    asked.once("error", reject).end();
  });
