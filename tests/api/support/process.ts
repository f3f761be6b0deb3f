import { spawn } from "node:child_process";
import { hash } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { reportToReaper } from "@cogrion/local-stack/reaper/start";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import { unlimited } from "@cogrion/local-stack/region/app-environment";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const main = fileURLToPath(new URL("../../../apps/control-plane/src/main.ts", import.meta.url));

export const testRegion = "sgp-1";
/** The token of `otherRegion`, which the test environment's primary accepts. */
export const testInterRegionToken = "test-inter-region-token-0123456789abcdef";
const otherRegion = "frankfurt-1";

/** The primary's table of accepted tokens, with only those of `otherRegion`. */
export const tokenHashesOf = (...tokens: string[]): string =>
  JSON.stringify({ [otherRegion]: tokens.map((token) => hash("sha256", token)) });

/** A complete environment of the `local` kind; tests change what they are about. */
export const testEnvironment = (changes: Record<string, string | undefined> = {}): Record<string, string> => {
  const environment: Record<string, string | undefined> = {
    ENVIRONMENT: "local",
    REGION: testRegion,
    BASE_DOMAIN: "localhost:3000",
    WORKSPACE_DOMAIN: `local.${testRegion}.cogrion.localhost`,
    AUTH_DOMAIN: "localhost:8080",
    TEMPORAL_DOMAIN: "localhost:8088",
    REGIONS: JSON.stringify({
      primary: testRegion,
      regions: { [testRegion]: { location: "Singapore", awsRegion: "ap-southeast-1" } },
    }),
    ...(changes["PRIMARY_CPLANE_API_URL"] === undefined
      ? { INTER_REGION_TOKEN_HASHES: tokenHashesOf(testInterRegionToken) }
      : { INTER_REGION_SERVICE_TOKEN: testInterRegionToken }),
    TRUSTED_PRINCIPAL_ARN: "arn:aws:iam::111111111111:root",
    BIND_ADDRESS: "127.0.0.1",
    ...unlimited,
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
};

export type ControlPlane = {
  pid: number;
  publicUrl: string;
  internalUrl: string;
  opsUrl: string;
  /** Standard output and error so far. */
  output: () => string;
  kill: (signal: NodeJS.Signals) => void;
  exited: Promise<number | null>;
  stop: () => Promise<void>;
};

/** Runs the control plane as a separate process, as in production, and waits until it is ready. */
export const startControlPlane = async (changes: Record<string, string | undefined>): Promise<ControlPlane> => {
  const [publicPort, internalPort, opsPort] = await freePorts(3);
  const environment = testEnvironment({
    PUBLIC_PORT: String(publicPort),
    INTERNAL_PORT: String(internalPort),
    OPS_PORT: String(opsPort),
    ...changes,
  });
  const { process: child, output, exited } = runControlPlane(environment);
  const urlOf = (listener: "PUBLIC" | "INTERNAL" | "OPS"): string =>
    `http://127.0.0.1:${environment[`${listener}_PORT`]}`;
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await exited;
  };
  try {
    await untilReady(`${urlOf("OPS")}/readyz`, exited);
  } catch (cause) {
    await stop();
    throw new Error(`the control plane did not become ready:\n${output()}`, { cause });
  }
  return {
    pid: child.pid ?? 0,
    publicUrl: urlOf("PUBLIC"),
    internalUrl: urlOf("INTERNAL"),
    opsUrl: urlOf("OPS"),
    output,
    kill: (signal) => void child.kill(signal),
    exited,
    stop,
  };
};

export const runControlPlane = (environment: Record<string, string>) => {
  const chunks: string[] = [];
  const child = spawn(process.execPath, [main], {
    cwd: repository,
    env: environment,
    // Its own process group, of which the guard knows, so that a test that is ended by a signal
    // leaves no process behind.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const pid = child.pid ?? 0;
  reportToReaper({ kind: "started", pid, layer: "app", stopSignal: "SIGTERM" });
  child.once("exit", () => reportToReaper({ kind: "ended", pid }));
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(String(chunk)));
  const exited = once(child, "exit").then(([code]) => code as number | null);
  return { process: child, output: () => chunks.join(""), exited };
};

const untilReady = async (url: string, exited: Promise<number | null>): Promise<void> => {
  const ended = exited.then(() => "ended" as const);
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.status === 200) return;
    const pause = new Promise<"go on">((resolve) => setTimeout(resolve, 50, "go on"));
    if ((await Promise.race([pause, ended])) === "ended") throw new Error("it ended");
  }
  throw new Error("time ran out");
};
