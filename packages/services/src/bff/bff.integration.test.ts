import { degradedAfterSeconds, offlineAfterSeconds } from "@cogrion/domain";
import type { WorkspaceId } from "@cogrion/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BffCaller } from "../access/caller.ts";
import { sweepHealth } from "../health/sweep.ts";
import type { TestRegion } from "@cogrion/testing/region/region";
import { auditActionsOf, givenAwaitingBff, givenRequested, startTestRegion } from "@cogrion/testing/region/region";
import { deleteWorkspace } from "../workspaces/delete.ts";
import { getBffConfig } from "./config.ts";
import { heartbeatBff } from "./heartbeat.ts";
import { registerBff } from "./register.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const start = new Date("2026-01-01T00:00:00.000Z");
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const bffOf = (workspaceId: WorkspaceId): BffCaller => ({ workspaceId, sourceIp: undefined, requestId: undefined });

const register = (id: WorkspaceId, key: string, service = "bff", at = start) =>
  registerBff(
    region,
    bffOf(id),
    { id, key, bffUrl: `https://${service}.${id}.sgp-1.cogrion.com`, publicIp: "203.0.113.9", keys: [] },
    at,
  );

const newsOf = async (id: WorkspaceId, afterSequence = 4) =>
  (await region.store.events.listAfter(id, afterSequence, 99)).map((event) => [
    event.type,
    event.data["health"] ?? event.data["state"],
  ]);

const givenActive = async () => {
  const given = await givenAwaitingBff(region);
  await register(given.id, "first-start");
  return given;
};

describe("register", () => {
  it("makes the workspace active and healthy", async () => {
    const { id } = await givenAwaitingBff(region);
    expect(await register(id, "key-0001")).toEqual({
      workspaceId: id,
      bffUrl: `https://bff.${id}.sgp-1.cogrion.com`,
      isCurrent: true,
    });
    expect(await region.store.workspaces.get(id)).toMatchObject({
      state: "active",
      bff: { publicIp: "203.0.113.9", registeredAt: start, lastHeartbeat: { at: start, reported: "healthy" } },
    });
    expect(await newsOf(id)).toEqual([
      ["state_changed", "active"],
      ["bff_registered", undefined],
      ["health_changed", "healthy"],
    ]);
    expect(await auditActionsOf(region, id)).toContain("bff.registered succeeded workspace");
  });

  it("returns the same response to a replay, and an older one changes nothing", async () => {
    const { id } = await givenActive();
    expect(await register(id, "first-start")).toMatchObject({ isCurrent: true });
    await register(id, "second-start", "bff", after(60));
    const current = await region.store.workspaces.get(id);
    const news = await newsOf(id);
    expect(await register(id, "first-start", "bff", after(90))).toEqual({
      workspaceId: id,
      bffUrl: `https://bff.${id}.sgp-1.cogrion.com`,
      isCurrent: false,
    });
    expect(await region.store.workspaces.get(id)).toEqual(current);
    expect(await newsOf(id)).toEqual(news);
  });

  it("has the edge follow at once where the BFF is elsewhere than before, and only then", async () => {
    const { id } = await givenActive();
    const comparisons = async () => (await region.store.commands.undelivered()).count;
    const before = await comparisons();
    await register(id, "same-place", "bff", after(60));
    expect(await comparisons()).toBe(before);
    await register(id, "other-place", "bff-2", after(120));
    expect(await comparisons()).toBe(before + 1);
  });

  it("refuses a key that registered something else", async () => {
    const { id } = await givenActive();
    await expect(register(id, "first-start", "app")).rejects.toMatchObject({ code: "idempotency_key_reused" });
  });

  it("takes two simultaneous starts one after the other, and the later one counts", async () => {
    const { id } = await givenAwaitingBff(region);
    await Promise.all([register(id, "start-a", "a"), register(id, "start-b", "b"), register(id, "start-a", "a")]);
    const current = [await register(id, "start-a", "a"), await register(id, "start-b", "b")].filter(
      (each) => each.isCurrent,
    );
    expect(current.map((each) => each.bffUrl)).toEqual([(await region.store.workspaces.get(id))?.bff?.url]);
  });

  it("refuses a URL outside the workspace's own zone", async () => {
    const { id } = await givenAwaitingBff(region);
    const other = await givenAwaitingBff(region);
    const urls = [
      `https://bff.${other.id}.sgp-1.cogrion.com`,
      `https://${id}.sgp-1.cogrion.com`,
      `http://bff.${id}.sgp-1.cogrion.com`,
      `https://bff.${id}.sgp-1.cogrion.com.evil.example`,
      `https://bff.${id}.sgp-1.cogrion.com/path`,
      `https://*.${id}.sgp-1.cogrion.com`,
    ];
    for (const bffUrl of urls) {
      const input = { id, key: "key-0001", bffUrl, publicIp: undefined, keys: [] };
      await expect(registerBff(region, bffOf(id), input, start)).rejects.toMatchObject({
        code: "bff_url_outside_zone",
      });
    }
    expect(await region.store.workspaces.get(id)).toMatchObject({ state: "awaiting_bff" });
  });

  it("is refused before provisioning is over and once deletion has begun", async () => {
    const early = await givenRequested(region);
    await expect(register(early.id, "key-0001")).rejects.toMatchObject({ code: "workspace_state_conflict" });
    const { id, caller } = await givenActive();
    await deleteWorkspace(region, caller, { id, expectedVersion: undefined });
    await expect(register(id, "key-0002")).rejects.toMatchObject({ code: "workspace_state_conflict" });
    await expect(heartbeatBff(region, bffOf(id), { id, reported: "healthy" }, start)).rejects.toMatchObject({
      code: "workspace_state_conflict",
    });
  });
});

describe("config", () => {
  it("names the realm's endpoints, the client and one redirect URI for each service host", async () => {
    const { id } = await givenAwaitingBff(region);
    const realm = "https://auth.sgp-1.cogrion.com/realms/sgp-1";
    expect(await getBffConfig(region, bffOf(id), id)).toEqual({
      version: 1,
      workspaceId: id,
      region: "sgp-1",
      signIn: {
        issuer: realm,
        authorizationEndpoint: `${realm}/protocol/openid-connect/auth`,
        tokenEndpoint: `${realm}/protocol/openid-connect/token`,
        endSessionEndpoint: `${realm}/protocol/openid-connect/logout`,
        jwksUri: `${realm}/protocol/openid-connect/certs`,
        clientId: id,
        redirectUris: [
          `https://bff.${id}.sgp-1.cogrion.com/bff/callback`,
          `https://app.${id}.sgp-1.cogrion.com/bff/callback`,
        ],
      },
      featureFlags: {},
      heartbeatIntervalSeconds: 15,
    });
  });

  it("and everything else of another workspace does not exist for a BFF", async () => {
    const [mine, other] = [await givenActive(), await givenActive()];
    const problem = { code: "workspace_not_found" };
    await expect(getBffConfig(region, bffOf(mine.id), other.id)).rejects.toMatchObject(problem);
    await expect(
      heartbeatBff(region, bffOf(mine.id), { id: other.id, reported: "healthy" }, start),
    ).rejects.toMatchObject(problem);
    const input = {
      id: other.id,
      key: "key-0001",
      bffUrl: `https://bff.${other.id}.sgp-1.cogrion.com`,
      publicIp: undefined,
      keys: [],
    };
    await expect(registerBff(region, bffOf(mine.id), input, start)).rejects.toMatchObject(problem);
  });
});

describe("health", () => {
  it("follows from the heartbeats and their absence, and each change is announced once", async () => {
    const { id } = await givenActive();
    const seen = async () =>
      (await newsOf(id)).filter(([type]) => type === "health_changed").map(([, health]) => health);
    const beat = (seconds: number, reported: "healthy" | "degraded") =>
      heartbeatBff(region, bffOf(id), { id, reported }, after(seconds));

    expect(await beat(15, "healthy")).toEqual({ configVersion: 1, nextHeartbeatSeconds: 15 });
    expect(await seen()).toEqual(["healthy"]);
    await beat(30, "degraded");
    await beat(45, "degraded");
    expect(await seen()).toEqual(["healthy", "degraded"]);
    await beat(60, "healthy");
    expect(await seen()).toEqual(["healthy", "degraded", "healthy"]);

    const silence = async (seconds: number) => {
      await Promise.all([sweepHealth(region, after(60 + seconds)), sweepHealth(region, after(60 + seconds))]);
      return seen();
    };
    const before = ["healthy", "degraded", "healthy"];
    expect(await silence(degradedAfterSeconds - 1)).toEqual(before);
    expect(await silence(degradedAfterSeconds)).toEqual([...before, "degraded"]);
    expect(await silence(degradedAfterSeconds + 1)).toEqual([...before, "degraded"]);
    expect(await silence(offlineAfterSeconds)).toEqual([...before, "degraded", "offline"]);
    expect(await silence(offlineAfterSeconds + 999)).toEqual([...before, "degraded", "offline"]);
    await beat(5000, "healthy");
    expect(await seen()).toEqual([...before, "degraded", "offline", "healthy"]);
  });
});
