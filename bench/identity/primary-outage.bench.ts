import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "../measure.ts";
import { forTheRecord, reachingFloor, withinLimit } from "../measure.ts";
import { meAt, setIdentityStage } from "../support/identity-stage.ts";
import { asksOf, load } from "../support/load.ts";

const users = 20;
const loadSeconds = 25;
const requestsPerSecond = 400;
const killedAfterSeconds = 5;
const unavailableSeconds = 5;

export const bench: Bench = {
  name: "primary-outage",
  summary: "The primary is killed while a second region answers requests, and started again",
  async *run(log) {
    const stage = await setIdentityStage({ regions: ["sgp-1", "frankfurt-1"], users });
    let primary = await stage.startControlPlane("sgp-1");
    try {
      const second = await stage.startControlPlane("frankfurt-1", { PRIMARY_CPLANE_API_URL: primary.internalUrl });
      try {
        const bearers = await stage.bearersOf("frankfurt-1", users);
        for (const bearer of bearers) await meAt(second.url, bearer);
        log(
          `${requestsPerSecond} requests/s of ${users} people for ${loadSeconds} s; the primary is killed after ${killedAfterSeconds} s`,
        );
        const order = {
          url: `${second.url}/api/me`,
          asks: asksOf(bearers),
          connections: 40,
          seconds: loadSeconds,
          requestsPerSecond,
        };
        const loading = load(order);
        await sleep(killedAfterSeconds * 1000);
        await primary.kill();
        await sleep(unavailableSeconds * 1000);
        primary = await stage.startControlPlane("sgp-1");
        const returnedAt = Date.now();
        const { answers, wrong, lastFailureAt, firstSuccessAfterAt } = await loading;

        const all = Object.values(answers).reduce((sum, each) => sum + each, 0);
        const { 200: good = 0, 503: unavailable = 0 } = answers;
        if (unavailable === 0) throw new Error("no request noticed that the primary was unavailable");
        const unit = "answers";
        yield reachingFloor({
          name: "answers of 200 and 503, of all",
          ours: good + unavailable,
          floor: all,
          unit,
          atLeast: 1,
        });
        yield reachingFloor({
          name: "200s that name the token's person, of all 200s",
          ours: good - wrong,
          floor: good,
          unit,
          atLeast: 1,
        });
        yield withinLimit({
          name: "from the primary's return to the last 503",
          // A success before the return counts as one at the return; without a success after it,
          // service never came back.
          ours: firstSuccessAfterAt === null ? Infinity : Math.max(0, ((lastFailureAt ?? 0) - returnedAt) / 1000),
          unit: "s",
          atMost: 5,
        });
        yield forTheRecord({ name: "503s while it was unavailable", ours: unavailable, unit });
      } finally {
        await second.stop();
      }
    } finally {
      await primary.stop();
      await stage.stop();
    }
  },
};
