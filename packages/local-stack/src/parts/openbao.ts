import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { inheritedEnvironment } from "../env.ts";
import { exists } from "../files/exists.ts";
import { writePrivateFile } from "../files/private-file.ts";
import { PartError } from "./error.ts";
import { callOpenBao, openBao } from "./openbao-client.ts";
import type { RunningPart } from "./process.ts";
import { startPartProcess } from "./process.ts";

export type OpenBaoOptions = {
  bao: string;
  dataFolder: string;
  /** Stores the unseal key and the root token, mode 0600. */
  secretsFile: string;
  logFile: string;
  ports: { api: number; cluster: number };
};
export type RunningOpenBao = RunningPart & { url: string };

const secretsSchema = z.object({ unsealKey: z.string(), rootToken: z.string() });

/** PKI mount of the agents' certificates. */
const pkiMount = "pki-agents";

/**
 * Initialised at the first start, unsealed at each start, with the PKI mount of the agents'
 * certificates and its root.
 */
export const startOpenBao = async (options: OpenBaoOptions): Promise<RunningOpenBao> => {
  const { dataFolder, secretsFile, ports } = options;
  const storage = join(dataFolder, "raft");
  // OpenBao returns the keys only once, when it is initialised. If a process died at that moment,
  // nobody can open that storage, and nobody has written to it.
  const initialising = join(dataFolder, "initialising");
  if ((await exists(initialising)) && !(await exists(secretsFile))) await rm(storage, { recursive: true, force: true });
  await mkdir(storage, { recursive: true, mode: 0o700 });
  const url = `http://127.0.0.1:${ports.api}`;
  const configFile = join(dataFolder, "config.json");
  const config = {
    storage: { raft: { path: storage, node_id: "local", performance_multiplier: "1" } },
    listener: {
      tcp: { address: `127.0.0.1:${ports.api}`, cluster_address: `127.0.0.1:${ports.cluster}`, tls_disable: true },
    },
    api_addr: url,
    cluster_addr: `https://127.0.0.1:${ports.cluster}`,
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
      await openBao.health(url);
      return true;
    },
    readyTimeoutSeconds: 60,
  });
  try {
    await openOpenBao({ url, secretsFile, marker: initialising });
  } catch (error) {
    await part.stop();
    throw error;
  }
  return { ...part, url };
};

/**
 * Initialises a new server, unseals it, and creates the PKI mount. `marker` is a file that exists
 * meanwhile. Repeatable.
 */
export const openOpenBao = async (at: { url: string; secretsFile: string; marker: string }): Promise<void> => {
  if (!(await openBao.health(at.url)).initialized) await initialise(at.url, at.secretsFile, at.marker);
  await unseal(at.url, at.secretsFile);
};

const initialise = async (url: string, secretsFile: string, marker: string): Promise<void> => {
  await mkdir(dirname(marker), { recursive: true });
  await writeFile(marker, "");
  const { keys_base64: keys, root_token: rootToken } = await openBao.initialise(url);
  await writePrivateFile(secretsFile, JSON.stringify({ unsealKey: keys[0], rootToken }));
  await rm(marker);
};

const unseal = async (url: string, secretsFile: string): Promise<void> => {
  const text = await readFile(secretsFile, "utf8").catch(() => undefined);
  if (text === undefined) {
    const why = `cannot be unsealed, because its keys are missing (${secretsFile}). Start again with ./cogrion down --purge`;
    throw new PartError("openbao", why, "");
  }
  const { unsealKey, rootToken } = secretsSchema.parse(JSON.parse(text));
  if ((await openBao.health(url)).sealed) {
    await callOpenBao(url, "sys/unseal", { method: "PUT", body: { key: unsealKey } });
  }
  await ensurePki(url, rootToken);
};

const ensurePki = async (url: string, token: string): Promise<void> => {
  // A raft node needs a moment after unsealing to become the leader.
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await makePki(url, token);
    } catch (error) {
      if (attempt === 40) throw error;
      await sleep(250);
    }
  }
};

const makePki = async (url: string, token: string): Promise<void> => {
  const mounts = z.record(z.string(), z.unknown()).parse(await callOpenBao(url, "sys/mounts", { token }));
  if (!(`${pkiMount}/` in mounts)) {
    const body = { type: "pki", config: { max_lease_ttl: "87600h" } };
    await callOpenBao(url, `sys/mounts/${pkiMount}`, { token, body });
  }
  if ((await openBao.issuers(url, pkiMount, token)).length > 0) return;
  const root = { common_name: "Cogrion agents", key_type: "ec", key_bits: 256, ttl: "87600h" };
  await callOpenBao(url, `${pkiMount}/root/generate/internal`, { token, body: root });
};
