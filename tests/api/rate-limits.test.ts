import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer, LimitedStage } from "./support/limited-stage.ts";
import { ask, newAddress, newcomer, setLimitedStage, windowSeconds } from "./support/limited-stage.ts";
import type { ControlPlane } from "./support/process.ts";
import { startControlPlane } from "./support/process.ts";

let stage: LimitedStage;
let { environment, one, two, tokenOf, forgedToken } = {} as LimitedStage;
beforeAll(async () => {
  stage = await setLimitedStage();
  ({ environment, one, two, tokenOf, forgedToken } = stage);
});
afterAll(() => stage?.stop());

const statusesOf = async (times: number, work: (index: number) => Promise<{ status: number }>): Promise<number[]> =>
  (await Promise.all(Array.from({ length: times }, (_, index) => work(index)))).map(({ status }) => status);
const countOf = (statuses: number[], status: number): number => statuses.filter((each) => each === status).length;
const metric = async (at: ControlPlane, name: string): Promise<string> => {
  const text = await (await fetch(`${at.opsUrl}/metrics`)).text();
  return text
    .split("\n")
    .filter((line) => line.startsWith(name))
    .join("\n");
};

describe("rate limits", () => {
  test("two replicas share one budget of a principal, to its last request and no further", async () => {
    const name = newcomer();
    const tokens = [await tokenOf(name), await tokenOf(name)];
    // Both tokens together may send more requests than the person may.
    const answers = await statusesOf(160, (index) =>
      ask(index % 2 === 0 ? one : two, "/api/me", { token: tokens[(index >> 1) % 2] }),
    );
    expect(countOf(answers, 200)).toBeLessThanOrEqual(40);
    expect(countOf(answers, 200) + countOf(answers, 429)).toBe(160);
    // Only what one replica leased and did not use is lost until the window ends.
    expect(countOf(answers, 200)).toBeGreaterThan(25);
  });

  test("the headers show what is left, of which policy, and when the window starts again; the 429 says when to retry", async () => {
    const name = newcomer();
    const token = await tokenOf(name);
    const first = await ask(one, "/api/me", { token });
    expect(first.headers.get("ratelimit-policy")).toBe(
      `"reads";q=40;w=${windowSeconds}, "token";q=30;w=${windowSeconds}`,
    );
    expect(first.headers.get("ratelimit")).toMatch(/^"reads";r=39;t=\d+, "token";r=29;t=\d+$/);
    const second = await ask(one, "/api/me", { token });
    expect(second.headers.get("ratelimit")).toMatch(/^"reads";r=38;t=\d+, "token";r=28;t=\d+$/);
    await statusesOf(28, () => ask(one, "/api/me", { token }));
    const refused = await ask(one, "/api/me", { token });
    expect([refused.status, refused.body.code, refused.body.meta]).toEqual([429, "rate_limited", { policy: "token" }]);
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(windowSeconds);
    expect(refused.headers.get("ratelimit")).toContain(`"token";r=0;t=${wait}`);
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    // Another token of the same person continues with what the person has left.
    const other = await ask(one, "/api/me", { token: await tokenOf(name) });
    expect([other.status, other.headers.get("ratelimit")?.slice(0, 12)]).toEqual([200, '"reads";r=9;']);
  });

  test("the headers of two replicas show one budget: what a replica has of its lease, and what was left when it leased", async () => {
    const quota = 40;
    const name = newcomer();
    // A separate token for each, so that they share only the person's budget.
    const replicas = await Promise.all(
      [one, two].map(async (at) => ({ at, token: await tokenOf(name), served: 0, unspent: 0, left: 0, isDone: false })),
    );
    const leasedOf = async () => {
      const { rows } = await stage.pool.query<{ used: number; ends_at: Date }>(
        "select used, ends_at from rate_limit_budgets join principals on key = 'reads:' || uid where email = $1",
        [`${name}@example.com`],
      );
      return { used: rows[0]?.used ?? 0, endsAt: rows[0]?.ends_at.getTime() ?? 0 };
    };
    let before = 0;
    // One sends more often, so that each has leases of which the other does not know.
    for (let turn = 0; replicas.some(({ isDone }) => !isDone); turn++) {
      const replica = replicas[turn % 3 === 2 ? 1 : 0] as (typeof replicas)[number];
      if (replica.isDone) continue;
      const askedAt = Date.now();
      const { status, headers, body } = await ask(replica.at, "/api/me", { token: replica.token });
      const { used, endsAt } = await leasedOf();
      if (replica.unspent === 0) Object.assign(replica, { unspent: used - before, left: quota - used });
      else expect(used).toBe(before);
      before = used;
      if (status === 200) {
        replica.unspent--;
        replica.served++;
      } else {
        expect([status, body.meta]).toEqual([429, { policy: "reads" }]);
        replica.isDone = true;
      }
      const [, remaining, reset] = /^"reads";r=(\d+);t=(\d+)/.exec(headers.get("ratelimit") ?? "") ?? [];
      expect(Number(remaining)).toBe(replica.unspent + replica.left);
      expect(Number(reset)).toBeLessThanOrEqual(Math.ceil((endsAt - askedAt) / 1000));
      expect(Number(reset)).toBeGreaterThan((endsAt - Date.now()) / 1000 - 2);
      if (replica.isDone) expect([remaining, headers.get("retry-after")]).toEqual(["0", reset]);
    }
    // A caller who uses both until both reject gets the whole budget, and not one request more.
    const served = replicas.map((replica) => replica.served);
    expect(served[0]).toBeGreaterThan(quota / 2);
    expect((served[0] ?? 0) + (served[1] ?? 0)).toBe(quota);
  });

  test("a limited caller does not affect others", async () => {
    const limited = await tokenOf(newcomer());
    await statusesOf(30, () => ask(one, "/api/me", { token: limited }));
    expect((await ask(one, "/api/me", { token: limited })).status).toBe(429);
    expect((await ask(one, "/api/me", { token: await tokenOf(newcomer()) })).status).toBe(200);
  });

  test("a limited caller is served again when the window has ended, at the announced time", async () => {
    const hasty = { ...environment, RATE_LIMIT_WINDOW_SECONDS: "5", RATE_LIMIT_TOKEN: "2" };
    const controlPlane = await startControlPlane(hasty);
    try {
      const token = await tokenOf(newcomer());
      let refused: Answer | undefined;
      while (refused?.status !== 429) refused = await ask(controlPlane, "/api/me", { token });
      await sleep((Number(refused.headers.get("retry-after")) + 0.1) * 1000);
      const again = await ask(controlPlane, "/api/me", { token });
      expect([again.status, again.headers.get("ratelimit")]).toEqual([200, expect.stringContaining('"token";r=1;')]);
    } finally {
      await controlPlane.stop();
    }
  });

  test("creations have a budget of their own, smaller than that of reads", async () => {
    const token = await tokenOf(newcomer());
    const made = await statusesOf(16, () => ask(one, "/api/accounts", { token, body: { name: "Acme" } }));
    expect([countOf(made, 201), countOf(made, 429)]).toEqual([12, 4]);
    expect((await ask(one, "/api/me", { token })).status).toBe(200);
  });

  test("a flood of bad tokens from one address is rejected unread, and other addresses are not affected", async () => {
    const from = newAddress();
    const token = await tokenOf(newcomer());
    expect((await ask(one, "/api/me", { token, from })).status).toBe(200);
    const answers: number[] = [];
    for (let sent = 0; sent < 30; sent++)
      answers.push((await ask(one, "/api/me", { token: await forgedToken(), from })).status);
    expect([countOf(answers, 401), countOf(answers, 429)]).toEqual([10, 20]);
    expect(answers.slice(0, 10)).toEqual(Array(10).fill(401));
    const looks = await metric(one, "auth_authentications_total");
    const refused = await ask(one, "/api/me", { token: await forgedToken(), from });
    expect([refused.status, refused.body.meta]).toEqual([429, { policy: "token_failures" }]);
    expect((await ask(one, "/api/me", { from })).status).toBe(429);
    expect(await metric(one, "auth_authentications_total")).toBe(looks);
    // A token that was accepted before is still accepted from there, and other addresses are not
    // affected.
    expect((await ask(one, "/api/me", { token, from })).status).toBe(200);
    expect((await ask(one, "/api/me", { token: await forgedToken(), from: newAddress() })).status).toBe(401);
    // The other replica learns it from the shared budget, with the first request that it lets pass.
    const there = [];
    for (let sent = 0; sent < 3; sent++)
      there.push((await ask(two, "/api/me", { token: await forgedToken(), from })).status);
    expect(there).toEqual([401, 429, 429]);
  });

  test("requests without a token are counted by address: documents, metadata, and paths that do not exist", async () => {
    const from = newAddress();
    const paths = ["/.well-known/oauth-protected-resource", "/api/openapi.json", "/api/nothing"];
    const answers: number[] = [];
    for (let sent = 0; sent < 18; sent++) answers.push((await ask(one, paths[sent % 3] ?? "", { from })).status);
    expect(answers.slice(0, 15)).toEqual(Array.from({ length: 5 }, () => [200, 200, 404]).flat());
    expect(answers.slice(15)).toEqual([429, 429, 429]);
    const refused = await ask(one, "/api/nothing", { from });
    expect(refused.headers.get("ratelimit-policy")).toBe(`"anonymous";q=15;w=${windowSeconds}`);
    expect((await ask(one, "/api/nothing", { from: newAddress() })).status).toBe(404);
    // One IPv6 network of 64 bits counts as one subscriber.
    await statusesOf(15, (index) => ask(one, "/api/nothing", { from: `2001:db8::${index + 1}` }));
    expect((await ask(one, "/api/nothing", { from: "2001:db8::ffff" })).status).toBe(429);
    // A preflight does no work, and browsers cannot wait for it.
    const preflight = await ask(one, "/api/me", {
      method: "OPTIONS",
      from,
      headers: { origin: "http://localhost:5173", "access-control-request-method": "GET" },
    });
    expect(preflight.status).toBe(204);
  });

  test("a browser may read the headers", async () => {
    const { headers } = await ask(one, "/api/me", {
      token: await tokenOf(newcomer()),
      headers: { origin: "http://localhost:5173" },
    });
    const exposed = headers.get("access-control-expose-headers")?.split(", ") ?? [];
    expect(exposed).toEqual(expect.arrayContaining(["ratelimit", "ratelimit-policy", "retry-after"]));
  });

  test("a BFF beats on while the people of its workspace and strangers at its address are limited", async () => {
    const from = newAddress();
    const token = await tokenOf(newcomer());
    const account = await ask(one, "/api/accounts", { token, from, body: { name: "Acme" } });
    const aws = { account_id: "222222222222" };
    const workspace = await ask(one, "/api/workspaces", { token, from, body: { account_id: account.body.id, aws } });
    const path = `/api/workspaces/${workspace.body.id}`;
    const minted = await ask(one, `${path}/tokens`, { token, from, body: { name: "bff" } });
    const config = () => ask(one, `${path}/config`, { token: minted.body.token, from });

    await statusesOf(40, () => ask(one, "/api/me", { token, from }));
    expect((await ask(one, "/api/me", { token, from })).status).toBe(429);
    await statusesOf(40, async () => ask(one, "/api/me", { token: await forgedToken(), from }));
    // Its token is new: people's failures do not count against BFFs.
    expect((await config()).status).toBe(200);
    await statusesOf(40, () =>
      ask(one, `${path}/config`, { token: `cgw_${randomBytes(32).toString("base64url")}`, from }),
    );
    const beating = await config();
    expect([beating.status, beating.headers.get("ratelimit-policy")]).toEqual([
      200,
      `"workspace";q=20;w=${windowSeconds}`,
    ]);
    // A BFF in a loop is limited separately.
    const wild = await statusesOf(30, config);
    expect(countOf(wild, 429)).toBe(12);
  });

  test("metrics count what was refused, by policy, and what was leased", async () => {
    expect(await metric(one, "rate_limited_requests_total")).toMatch(/policy="token_failures".*\} [1-9]/);
    expect(await metric(one, "rate_limit_leases_total")).toMatch(/outcome="granted".*\} [1-9]/);
  });

  test("without its database a replica counts for itself: open to all within their limits, and says so", async () => {
    await stage.parts.kill("postgres");
    const from = newAddress();
    const path = "/.well-known/oauth-protected-resource";
    const answers = await statusesOf(20, () => ask(one, path, { from }));
    expect([countOf(answers, 200), countOf(answers, 429)]).toEqual([15, 5]);
    expect(await metric(one, "rate_limit_leases_total")).toMatch(/outcome="local".*\} [1-9]/);
    expect(one.output()).toContain("rate limits cannot be shared");
    await stage.parts.restart("postgres");
    await expect
      .poll(async () => (await ask(two, "/api/me", { token: await tokenOf(newcomer()), from: newAddress() })).status, {
        timeout: 30_000,
      })
      .toBe(200);
  });
});
