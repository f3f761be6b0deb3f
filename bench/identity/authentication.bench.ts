import { deepEqual } from "node:assert/strict";
import { join } from "node:path";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import type { RunningPart } from "@cogrion/local-stack/parts/process";
import { startPartProcess } from "@cogrion/local-stack/parts/process";
import { apiAudience } from "@cogrion/local-stack/region/realm";
import type { Bench, Measure } from "../measure.ts";
import { forTheRecord, medianOf, reachingFloor } from "../measure.ts";
import { cpuSecondsOf } from "../support/cpu.ts";
import type { IdentityStage } from "../support/identity-stage.ts";
import { meAt, setIdentityStage } from "../support/identity-stage.ts";
import { asksOf, load, requestsPerSecondOf } from "../support/load.ts";

const region = "sgp-1";
const users = 10;
const accountsOfEach = 2;
const rounds = 7;
const secondsOfEach = 3;
const connections = 32;
/**
 * A number of requests instead of a time: a server that warms up for a while on a busy machine is
 * not warm.
 */
const warmUpRequests = 20_000;

const others = {
  floor: "floor.server.ts",
  "Express + express-oauth2-jwt-bearer": "express.server.ts",
  "Fastify + @fastify/jwt + get-jwks": "fastify-jwt.server.ts",
} as const;
type Name = "ours" | keyof typeof others;

type Server = RunningPart & { url: string };
type Round = { perSecond: number; cpuMicroseconds: number; generatorShare: number };

export const bench: Bench = {
  name: "authentication",
  summary: "GET /api/me with a token, beside a floor and the usual stacks doing the same work on the same database",
  async *run(log) {
    const stage = await setIdentityStage({ regions: [region], users });
    const servers = new Map<Name, Server>();
    try {
      const ours = await stage.startControlPlane(region);
      servers.set("ours", ours);
      await giveAccounts(stage, ours.url);
      for (const [name, file] of Object.entries(others) as [Exclude<Name, "ours">, string][])
        servers.set(name, await startOther(stage, name, file));
      await requireSameResponses(stage, servers);

      log(`${warmUpRequests} requests to each to warm up`);
      // Tokens are valid for five minutes, so those of the rounds are created when the rounds
      // begin.
      const early = await stage.bearersOf(region, users);
      for (const { url } of servers.values())
        await load({ url: `${url}/api/me`, asks: asksOf(early), connections, requests: warmUpRequests, seconds: 30 });
      log(`${connections} connections, ${users} people, ${rounds} rounds of ${secondsOfEach} s each in turn`);
      const bearers = await stage.bearersOf(region, users);
      const measured = new Map<Name, Round[]>([...servers.keys()].map((name) => [name, []]));
      // In turn, so that other load on the machine affects all of them.
      for (let round = 0; round < rounds; round++)
        for (const [name, server] of servers) measured.get(name)?.push(await measure(server, bearers));
      yield* measuresOf(measured);
    } finally {
      for (const server of servers.values()) await server.stop();
      await stage.stop();
    }
  },
};

const startOther = async (stage: IdentityStage, name: string, file: string): Promise<Server> => {
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const part = await startPartProcess({
    name,
    command: process.execPath,
    args: [
      join(import.meta.dirname, file),
      String(port),
      stage.databaseUrlOf(region),
      stage.issuerOf(region),
      apiAudience,
    ],
    env: { NODE_ENV: "production" },
    logFile: join(stage.folder, "logs", `${file}.log`),
    isReady: async () => (await fetch(`${url}/api/me`)).status >= 400,
    readyTimeoutSeconds: 60,
  });
  return { ...part, url };
};

const giveAccounts = async (stage: IdentityStage, url: string): Promise<void> => {
  for (const { token } of await stage.bearersOf(region, users))
    for (let made = 0; made < accountsOfEach; made++) {
      const response = await fetch(`${url}/api/accounts`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ name: `Account ${made}` }),
      });
      if (response.status !== 201) throw new Error(`no account was made: ${response.status}`);
    }
};

/**
 * The comparison is valid only if all do the same: each of them tells every person the same, and
 * tells nothing without a valid token.
 */
const requireSameResponses = async (stage: IdentityStage, servers: ReadonlyMap<Name, Server>): Promise<void> => {
  const ours = servers.get("ours")?.url ?? "";
  for (const bearer of await stage.bearersOf(region, users)) {
    const expected = await meAt(ours, bearer);
    const [header, payload, signature = ""] = bearer.token.split(".");
    const forged = `${header}.${payload}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
    for (const { url, name } of servers.values()) {
      deepEqual(await meAt(url, bearer), expected, `${name} answers otherwise`);
      const refused = await fetch(`${url}/api/me`, { headers: { authorization: `Bearer ${forged}` } });
      if (refused.status !== 401) throw new Error(`${name} takes a forged token`);
    }
  }
};

const measure = async ({ url, pid }: Server, bearers: Parameters<typeof asksOf>[0]): Promise<Round> => {
  const before = await cpuSecondsOf(pid);
  const result = await load({ url: `${url}/api/me`, asks: asksOf(bearers), connections, seconds: secondsOfEach });
  const cpuSeconds = (await cpuSecondsOf(pid)) - before;
  return {
    perSecond: requestsPerSecondOf(result),
    cpuMicroseconds: (cpuSeconds / (result.answers["200"] ?? 0)) * 1e6,
    generatorShare: (100 * result.cpuSeconds) / result.seconds,
  };
};

function* measuresOf(measured: ReadonlyMap<Name, Round[]>): Iterable<Measure> {
  const median = (name: Name, of: keyof Round): number => medianOf((measured.get(name) ?? []).map((each) => each[of]));
  // By the clock, where database and load generator share the same two cores and hide part of each
  // difference; and by the server's own CPU time, which is what one more replica costs.
  const byClock = (name: Name): number => median(name, "perSecond");
  const byCpu = (name: Name): number => 1e6 / median(name, "cpuMicroseconds");
  for (const name of Object.keys(others) as (keyof typeof others)[]) {
    const atLeast = name === "floor" ? 0.9 : 1.5;
    const beside = name === "floor" ? "beside the floor" : `beside ${name}`;
    const figure = { name: beside, atLeast };
    yield reachingFloor({ ...figure, ours: byClock("ours"), floor: byClock(name), unit: "requests/s" });
    yield reachingFloor({ ...figure, ours: byCpu("ours"), floor: byCpu(name), unit: "requests/CPU s" });
  }
  for (const name of measured.keys())
    yield forTheRecord({
      name: `load generator's CPU beside: ${name}`,
      ours: median(name, "generatorShare"),
      unit: "% of a core",
    });
}
