import { Agent } from "node:http";
import type { Measure } from "../measure.ts";
import { forTheRecord, medianOf, quantileOf, withinLimit } from "../measure.ts";
import { arrive } from "../support/arrivals.ts";
import type { Distance } from "../support/distance.ts";
import type { Hops } from "../support/hops.ts";
import type { Bearer } from "../support/identity-stage.ts";
import { millisecondsOfGet } from "../support/timed-get.ts";

const perSecond = 300;
const rounds = 5;
const secondsOfRound = 6;
/** Opens connections, one round trip each. */
const secondsUntilOpen = 1;
const requestsOfOne = 60;

/**
 * Enough people that each has at most one request in flight at this rate: requests of one person
 * share the call to the primary, and the later ones would wait less.
 */
export const people = 150;

/**
 * A request over the distance, and the bare exchange on the same connection with which it is
 * compared.
 */
type Way = { ask: (agent: Agent) => Promise<number>; exchange: (agent: Agent) => Promise<number> };
/** Milliseconds of each. */
type Taken = { asked: number[]; exchanged: number[] };

export type LatencyStage = { url: string; distance: Distance; bearers: readonly Bearer[]; hops: Hops };

/**
 * The duration of a request in the second region, and how much of it exceeds the round trip. The
 * tool that injects the distance adds about 2 ms, to a bare exchange as well as to ours.
 */
export async function* crossRegionLatency(stage: LatencyStage): AsyncGenerator<Measure> {
  const ours: Way = {
    ask: oneEach(stage.bearers, (agent, { token }) =>
      millisecondsOfGet(agent, {
        url: `${stage.url}/api/me`,
        headers: { authorization: `Bearer ${token}` },
        status: 200,
      }),
    ),
    // Nobody gets anything there without the inter-region token.
    exchange: (agent) => millisecondsOfGet(agent, { url: `${stage.distance.url}/`, status: 401 }),
  };
  const hops: Way = {
    ask: (agent) => millisecondsOfGet(agent, { url: stage.hops.url, status: 200 }),
    exchange: (agent) => millisecondsOfGet(agent, { url: `${stage.hops.distance.url}/`, status: 200 }),
  };
  const taken: { ours: Taken; hops: Taken }[] = [];
  // The first round warms up.
  for (let round = -1; round < rounds; round++) {
    const both = { ours: await underLoad(ours), hops: await underLoad(hops) };
    if (round >= 0) taken.push(both);
  }
  const asked = taken.map(({ ours: { asked: milliseconds } }) => milliseconds);
  const unit = "ms";
  const over = "p50 over one round trip, beside bare hops";
  const loaded = `${perSecond} requests/s: `;
  yield forTheRecord({ name: `${loaded}p50`, ours: medianOf(asked.map(medianOf)), unit });
  yield forTheRecord({
    name: `${loaded}p50 of a bare exchange, one round trip`,
    ours: medianOf(taken.map(({ ours: { exchanged } }) => medianOf(exchanged))),
    unit,
  });
  yield withinLimit({
    name: loaded + over,
    ours: medianOf(taken.map((round) => overOf(round.ours))),
    floor: medianOf(taken.map((round) => overOf(round.hops))),
    unit,
    atMost: 2,
  });
  yield forTheRecord({ name: `${loaded}p99`, ours: quantileOf(asked.flat(), 0.99), unit });
  yield forTheRecord({
    name: `one request after another, every process idle between them: ${over}`,
    ours: overOf(await oneAfterAnother(ours)),
    floor: overOf(await oneAfterAnother(hops)),
    unit,
  });
}

const overOf = ({ asked, exchanged }: Taken): number => medianOf(asked) - medianOf(exchanged);

/** Gives each request to a person who has none in flight. */
const oneEach = (bearers: readonly Bearer[], ask: (agent: Agent, bearer: Bearer) => Promise<number>): Way["ask"] => {
  const free = [...bearers];
  return async (agent) => {
    const bearer = free.shift();
    if (bearer === undefined) throw new Error("more requests are under way than there are people");
    const milliseconds = await ask(agent, bearer);
    free.push(bearer);
    return milliseconds;
  };
};

/** Three of four arrivals are requests. */
const underLoad = async (way: Way): Promise<Taken> => {
  const agent = new Agent({ keepAlive: true });
  const taken: Taken = { asked: [], exchanged: [] };
  const openAt = performance.now() + secondsUntilOpen * 1000;
  try {
    await arrive({ perSecond, seconds: secondsOfRound }, async (number) => {
      const [take, into] = number % 4 === 3 ? [way.exchange, taken.exchanged] : [way.ask, taken.asked];
      const isOpen = performance.now() > openAt;
      const milliseconds = await take(agent);
      if (isOpen) into.push(milliseconds);
    });
  } finally {
    agent.destroy();
  }
  return taken;
};

const oneAfterAnother = async (way: Way): Promise<Taken> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const taken: Taken = { asked: [], exchanged: [] };
  try {
    // The first turns open the connections.
    for (let turn = -5; turn < requestsOfOne; turn++) {
      const [asked, exchanged] = [await way.ask(agent), await way.exchange(agent)];
      if (turn < 0) continue;
      taken.asked.push(asked);
      taken.exchanged.push(exchanged);
    }
  } finally {
    agent.destroy();
  }
  return taken;
};
