import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LimitedStage } from "./support/limited-stage.ts";
import { ask, newAddress, newcomer, setLimitedStage } from "./support/limited-stage.ts";
import type { ControlPlane } from "./support/process.ts";
import { startControlPlane } from "./support/process.ts";

const failures = 10;
/** The tests' own address. */
const peer = "127.0.0.1";

let stage: LimitedStage;
/**
 * One behind a proxy at the tests' address, which is trusted; and one that trusts another proxy
 * only.
 */
let trusting: ControlPlane;
let untrusting: ControlPlane;
beforeAll(async () => {
  stage = await setLimitedStage();
  trusting = stage.one;
  untrusting = await startControlPlane({ ...stage.environment, TRUSTED_PROXIES: "192.0.2.1" });
});
afterAll(async () => {
  await untrusting?.stop();
  await stage?.stop();
});

const fail = async (at: ControlPlane, from?: string): Promise<number> =>
  (await ask(at, "/api/me", { token: await stage.forgedToken(), ...(from === undefined ? {} : { from }) })).status;

/** One after the other, with the given header each time. */
const failEach = async (at: ControlPlane, headers: string[]): Promise<number[]> => {
  const statuses: number[] = [];
  for (const from of headers) statuses.push(await fail(at, from));
  return statuses;
};
const spent = [...Array<number>(failures).fill(401), 429, 429, 429];
const times = <T>(make: () => T): T[] => Array.from({ length: spent.length }, make);

/** The address in the audit event of a new account. */
const auditedAddress = async (at: ControlPlane, from: string): Promise<unknown> => {
  const token = await stage.tokenOf(newcomer());
  const account = await ask(at, "/api/accounts", { token, from, body: { name: "Acme" } });
  const { rows } = await stage.pool.query<{ source_ip: string }>(
    "select source_ip from audit_events where action = 'account.created' and target_id = $1",
    [account.body.id],
  );
  return rows[0]?.source_ip;
};

describe("addresses", () => {
  test("the last address in the header that is not a trusted proxy's counts, and the ones before it give no budget", async () => {
    const real = newAddress();
    const victim = newAddress();
    expect(await auditedAddress(trusting, `${victim}, ${real}`)).toBe(real);
    expect(
      await failEach(
        trusting,
        times(() => `${newAddress()}, ${victim}, ${real}`),
      ),
    ).toEqual(spent);
    expect(await fail(trusting, real)).toBe(429);
    // The address in the rejected header still has its whole budget.
    expect(
      await failEach(
        trusting,
        times(() => victim),
      ),
    ).toEqual(spent);
  });

  test("trusted proxies in a row are passed over from the right, and no further than to the first other address", async () => {
    const real = newAddress();
    expect(await auditedAddress(trusting, `${newAddress()}, ${real}, ${peer}`)).toBe(real);
    expect(
      await failEach(
        trusting,
        times(() => `${newAddress()}, ${real}, ${peer}`),
      ),
    ).toEqual(spent);
    expect(
      await failEach(
        trusting,
        times(() => `${peer}, ${real}`),
      ),
    ).toEqual(Array(spent.length).fill(429));
  });

  test("what anybody else says of addresses is ignored: failures count against the one that connects", async () => {
    const named = newAddress();
    expect(await auditedAddress(untrusting, named)).toBe(peer);
    expect(await failEach(untrusting, [named, ...times(newAddress).slice(1)])).toEqual(spent);
    expect(await fail(untrusting)).toBe(429);
    // The address in the rejected header still has its whole budget.
    expect(
      await failEach(
        trusting,
        times(() => named),
      ),
    ).toEqual(spent);
  });
});
