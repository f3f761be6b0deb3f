import { Agent, request } from "node:http";
import type { Bench } from "../measure.ts";
import { forTheRecord, medianOf, quantileOf, reachingFloor, withinLimit } from "../measure.ts";
import type { Distance } from "../support/distance.ts";
import { startDistance } from "../support/distance.ts";
import type { Bearer, IdentityStage, RunningControlPlane } from "../support/identity-stage.ts";
import { meAt, setIdentityStage } from "../support/identity-stage.ts";
import { asksOf, load, requestsPerSecondOf } from "../support/load.ts";
import type { Hops } from "../support/hops.ts";
import { startHops } from "../support/hops.ts";
import { countMostInFlight } from "../support/most-in-flight.ts";

const users = 50;
const roundTripMilliseconds = 160;
const requestsOfOne = 100;
const rounds = 7;
const secondsOfEach = 3;
const concurrent = 2000;

export const bench: Bench = {
  name: "cross-region",
  summary: `GET /api/me in a second region, ${roundTripMilliseconds} ms away from the primary and right beside it`,
  async *run(log) {
    const stage = await setIdentityStage({ regions: ["sgp-1", "frankfurt-1"], users });
    const started: { stop(): Promise<void> }[] = [];
    const start = async <T extends { stop(): Promise<void> }>(part: Promise<T>): Promise<T> => {
      started.push(await part);
      return part;
    };
    try {
      const primary = await start(stage.startControlPlane("sgp-1"));
      const distance = await start(startDistance(primary.internalUrl, stage.folder));
      const counter = await start(countMostInFlight(distance.url));
      const second = await start(stage.startControlPlane("frankfurt-1", { PRIMARY_CPLANE_API_URL: distance.url }));
      const counted = { PRIMARY_CPLANE_API_URL: counter.url };
      for (const bearer of await stage.bearersOf("sgp-1", users)) await meAt(primary.url, bearer);
      for (const bearer of await stage.bearersOf("frankfurt-1", users)) await meAt(second.url, bearer);

      log(`throughput beside the primary, ${rounds} rounds of ${secondsOfEach} s each in turn`);
      yield* throughput(stage, primary, second);
      log(`${requestsOfOne} requests one after another, ${roundTripMilliseconds} ms away`);
      const hops = await start(startHops(stage));
      // As warm as ours is by now.
      await load({
        url: hops.url,
        asks: [{ token: "none", expected: "person-0@example.com" }],
        connections: 8,
        seconds: secondsOfEach,
      });
      for (const each of [distance, hops.distance]) await each.setRoundTrip(roundTripMilliseconds);
      yield* latency(stage, second, distance, hops);
      log(`${concurrent} requests of ${users} people at once, ${roundTripMilliseconds} ms away`);
      await second.stop();
      const through = await start(stage.startControlPlane("frankfurt-1", counted));
      const order = { url: `${through.url}/api/me`, asks: asksOf(await stage.bearersOf("frankfurt-1", users)) };
      await load({ ...order, connections: 32, seconds: secondsOfEach });
      const result = await load({ ...order, connections: concurrent, requests: 2 * concurrent, seconds: 60 });
      requestsPerSecondOf(result);
      yield withinLimit({
        name: `${concurrent} at once: most calls in flight`,
        ours: counter.most(),
        unit: "calls",
        atMost: users,
      });
      yield forTheRecord({
        name: `${concurrent} at once: requests answered`,
        ours: result.answers["200"] ?? 0,
        unit: "requests",
      });
      yield forTheRecord({ name: `${concurrent} at once: calls made`, ours: counter.total(), unit: "calls" });
    } finally {
      for (const part of started.toReversed()) await part.stop();
      await stage.stop();
    }
  },
};

/** Turn by turn; the first two rounds warm up. */
async function* throughput(stage: IdentityStage, primary: RunningControlPlane, second: RunningControlPlane) {
  const measured = { "sgp-1": [] as number[], "frankfurt-1": [] as number[] };
  const generator: number[] = [];
  // They last for five minutes, and the rounds for one.
  const bearers = {
    "sgp-1": await stage.bearersOf("sgp-1", users),
    "frankfurt-1": await stage.bearersOf("frankfurt-1", users),
  };
  for (let round = -2; round < rounds; round++)
    for (const [region, { url }] of [
      ["sgp-1", primary],
      ["frankfurt-1", second],
    ] as const) {
      const result = await load({
        url: `${url}/api/me`,
        asks: asksOf(bearers[region]),
        connections: 32,
        seconds: secondsOfEach,
      });
      if (round < 0) continue;
      measured[region].push(requestsPerSecondOf(result));
      generator.push((100 * result.cpuSeconds) / result.seconds);
    }
  yield reachingFloor({
    name: "0 ms away, beside the same region",
    ours: medianOf(measured["frankfurt-1"]),
    floor: medianOf(measured["sgp-1"]),
    unit: "requests/s",
    atLeast: 0.5,
  });
  yield forTheRecord({ name: "load generator's CPU", ours: medianOf(generator), unit: "% of a core" });
}

/** One connection, in turn with a bare exchange over the same distance; and the same of hops with nothing on them. */
async function* latency(stage: IdentityStage, second: RunningControlPlane, distance: Distance, hops: Hops) {
  const bearers = await stage.bearersOf("frankfurt-1", 10);
  const askOurs = (agent: Agent, turn: number): Promise<number> => {
    const { token } = bearers[(turn + bearers.length) % bearers.length] as Bearer;
    return millisecondsOfGet(agent, `${second.url}/api/me`, { authorization: `Bearer ${token}` });
  };
  // One after the other, because whatever else runs meanwhile leaves the processor's caches colder for ours.
  const [ours, wire] = await inTurn(askOurs, distance);
  const [hop, hopWire] = await inTurn((agent) => millisecondsOfGet(agent, hops.url), hops.distance);
  const unit = "ms";
  const name = `${roundTripMilliseconds} ms away: `;
  // The round trip is what the wire makes of the distance: what injects it adds about 2 ms of its own, to a bare exchange as to ours.
  const roundTrip = medianOf(wire);
  yield forTheRecord({ name: `${name}p50`, ours: medianOf(ours), unit });
  yield forTheRecord({ name: `${name}p50 of a bare exchange, one round trip`, ours: roundTrip, unit });
  yield withinLimit({
    name: `${name}p50 over one round trip, beside bare hops`,
    ours: medianOf(ours) - roundTrip,
    floor: medianOf(hop) - medianOf(hopWire),
    unit,
    atMost: 2,
  });
  yield forTheRecord({ name: `${name}p99`, ours: quantileOf(ours, 0.99), unit });
}

/** What it took, and what a bare exchange over the distance took, in turn on one connection each; the first turns warm up. */
const inTurn = async (
  ask: (agent: Agent, turn: number) => Promise<number>,
  { url }: Distance,
): Promise<[number[], number[]]> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const [asked, bare]: [number[], number[]] = [[], []];
  try {
    for (let turn = -5; turn < requestsOfOne; turn++) {
      const one = await ask(agent, turn);
      const other = await millisecondsOfGet(agent, `${url}/`);
      if (turn < 0) continue;
      asked.push(one);
      bare.push(other);
    }
  } finally {
    agent.destroy();
  }
  return [asked, bare];
};

const millisecondsOfGet = (agent: Agent, url: string, headers: Record<string, string> = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const asked = request(url, { agent, headers }, (response) => {
      response.resume().once("end", () => resolve(performance.now() - startedAt));
    });
    asked.once("error", reject).end();
  });
