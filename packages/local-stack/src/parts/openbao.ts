import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { inheritedEnvironment } from "../env.ts";
import type { RunningPart } from "./process.ts";
import { startPartProcess } from "./process.ts";

export type OpenBaoOptions = {
  bao: string;
  dataFolder: string;
  /** Keeps the unseal key and the root token, mode 0600. */
  secretsFile: string;
  logFile: string;
  port: number;
};
export type RunningOpenBao = RunningPart & { url: string };

const secretsSchema = z.object({ unsealKey: z.string(), rootToken: z.string() });
const health = z.object({ initialized: z.boolean(), sealed: z.boolean() });

/** PKI mount of the agents' certificates. */
const pkiMount = "pki-agents";

const call = async (
  url: string,
  path: string,
  options: { token?: string; body?: unknown; method?: string } = {},
): Promise<unknown> => {
  const response = await fetch(`${url}/v1/${path}`, {
    method: options.method ?? (options.body === undefined ? "GET" : "POST"),
    headers: {
      ...(options.token === undefined ? {} : { "x-vault-token": options.token }),
      "content-type": "application/json",
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`OpenBao answered ${response.status} to ${path}: ${text.slice(0, 300)}`);
  return text === "" ? undefined : JSON.parse(text);
};

const readHealth = async (url: string): Promise<z.infer<typeof health>> => {
  const response = await fetch(`${url}/v1/sys/health?uninitcode=200&sealedcode=200`, {
    signal: AbortSignal.timeout(2000),
  });
  return health.parse(await response.json());
};

/** Initialised at first, unsealed at each start, with the PKI mount of the agents' certificates. */
export const startOpenBao = async (options: OpenBaoOptions): Promise<RunningOpenBao> => {
  await mkdir(join(options.dataFolder, "raft"), { recursive: true, mode: 0o700 });
  const url = `http://127.0.0.1:${options.port}`;
  const configFile = join(options.dataFolder, "config.json");
  const config = {
    storage: { raft: { path: join(options.dataFolder, "raft"), node_id: "local", performance_multiplier: "1" } },
    listener: { tcp: { address: `127.0.0.1:${options.port}`, tls_disable: true } },
    api_addr: url,
    cluster_addr: `https://127.0.0.1:${options.port + 1}`,
    disable_mlock: true,
    ui: false,
  };
  await writeFile(configFile, JSON.stringify(config), { mode: 0o600 });
  const part = await startPartProcess({
    name: "openbao",
    command: options.bao,
    args: ["server", `-config=${configFile}`, "-log-level=warn"],
    env: inheritedEnvironment(),
    logFile: options.logFile,
    isReady: async () => {
      await readHealth(url);
      return true;
    },
    readyTimeoutSeconds: 60,
  });
  try {
    await unseal(url, options.secretsFile);
  } catch (error) {
    await part.stop();
    throw error;
  }
  return { ...part, url };
};

const unseal = async (url: string, secretsFile: string): Promise<void> => {
  if (!(await readHealth(url)).initialized) {
    const answer = z
      .object({ keys_base64: z.array(z.string()).min(1), root_token: z.string() })
      .parse(await call(url, "sys/init", { method: "PUT", body: { secret_shares: 1, secret_threshold: 1 } }));
    await writeFile(secretsFile, JSON.stringify({ unsealKey: answer.keys_base64[0], rootToken: answer.root_token }), {
      mode: 0o600,
    });
  }
  const { unsealKey, rootToken } = secretsSchema.parse(JSON.parse(await readFile(secretsFile, "utf8")));
  if ((await readHealth(url)).sealed) await call(url, "sys/unseal", { method: "PUT", body: { key: unsealKey } });
  await ensurePki(url, rootToken);
};

const ensurePki = async (url: string, token: string): Promise<void> => {
  // A raft node takes a moment after unsealing before it leads.
  for (let attempt = 1; ; attempt += 1) {
    try {
      const mounts = z.record(z.string(), z.unknown()).parse(await call(url, "sys/mounts", { token }));
      if (`${pkiMount}/` in mounts) return;
      await call(url, `sys/mounts/${pkiMount}`, { token, body: { type: "pki", config: { max_lease_ttl: "87600h" } } });
      await call(url, `${pkiMount}/root/generate/internal`, {
        token,
        body: { common_name: "Cogrion agents", key_type: "ec", key_bits: 256, ttl: "87600h" },
      });
      return;
    } catch (error) {
      if (attempt === 40) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
};
