import type { Bench } from "../measure.ts";
import { forTheRecord, medianOf, reachingFloor, withinLimit } from "../measure.ts";
import { startDistance } from "../support/distance.ts";
import { startHops } from "../support/hops.ts";
import type { IdentityStage, RunningControlPlane } from "../support/identity-stage.ts";
import { meAt, setIdentityStage } from "../support/identity-stage.ts";
import { asksOf, load, requestsPerSecondOf } from "../support/load.ts";
import { countMostInFlight } from "../support/most-in-flight.ts";
import { crossRegionLatency, people } from "./cross-region-latency.ts";

const users = 50;
const roundTripMilliseconds = 160;
const rounds = 7;
const secondsOfEach = 3;
/**
 * Enough to keep both regions busy: with 32 the second one waits for its batch of lookups a third
 * of the time.
 */
const connections = 128;
const concurrent = 2000;

export const bench: Bench = {
  name: "cross-region",
  summary: `GET /api/me in a second region, ${roundTripMilliseconds} ms away from the primary and right beside it`,
  async *run(log) {
    const stage = await setIdentityStage({ regions: ["sgp-1", "frankfurt-1"], users: people });
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
      for (const bearer of await stage.bearersOf("frankfurt-1", people)) await meAt(second.url, bearer);

      log(`throughput beside the primary, ${rounds} rounds of ${secondsOfEach} s each in turn`);
      yield* throughput(stage, primary, second);
      log(`requests of ${people} people, ${roundTripMilliseconds} ms away`);
      const hops = await start(startHops(stage));
      // As warm as our own server is by now.
      await load({
        url: hops.url,
        asks: [{ token: "none", expected: "person-0@example.com" }],
        connections: 8,
        seconds: secondsOfEach,
      });
      for (const each of [distance, hops.distance]) await each.setRoundTrip(roundTripMilliseconds);
      yield* crossRegionLatency({
        url: second.url,
        distance,
        hops,
        bearers: await stage.bearersOf("frankfurt-1", people),
      });
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

/** The two servers take turns; the first two rounds warm up. */
async function* throughput(stage: IdentityStage, primary: RunningControlPlane, second: RunningControlPlane) {
  const measured = { "sgp-1": [] as number[], "frankfurt-1": [] as number[] };
  const generator: number[] = [];
  // They are valid for five minutes, and the rounds take one.
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
        connections,
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
