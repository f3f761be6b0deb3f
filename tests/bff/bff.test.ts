import { readFile, stat, writeFile } from "node:fs/promises";
import { degradedAfterSeconds, offlineAfterSeconds } from "@cogrion/domain";
import { sweepHealth } from "@cogrion/services/health/sweep";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startGateProxy } from "@cogrion/testing/gate-proxy";
import type { GivenWorkspace, Stage, StartedBff } from "./support/stage.ts";
import { hashOf, setStage } from "./support/stage.ts";

const poll = { timeout: 60_000, interval: 100 };

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.stop());

const workspaceOf = ({ id }: GivenWorkspace) => stage.region.store.workspaces.get(id);

const untilConnected = (bff: StartedBff): Promise<void> =>
  expect.poll(async () => (await bff.status())["control_plane"], poll).toBe("connected");

/** As if time had passed without a heartbeat. */
const letSilencePass = (id: string, seconds: number) =>
  stage.region.pool.query(
    "update workspace_heartbeats set at = at - make_interval(secs => $2) where workspace_id = $1",
    [id, seconds],
  );

describe("a BFF", () => {
  test("pulls its configuration, registers, and beats: the workspace is active and healthy", async () => {
    const given = await stage.givenWorkspace();
    const bff = await given.startBff();
    await untilConnected(bff);
    const first = await workspaceOf(given);
    expect(first).toMatchObject({ state: "active", bff: { url: `http://bff.${first?.delegatedZone}:3001` } });
    expect(await given.health()).toBe("healthy");
    await expect
      .poll(async () => (await workspaceOf(given))?.bff?.lastHeartbeat.at.getTime(), poll)
      .toBeGreaterThan(first?.bff?.lastHeartbeat.at.getTime() ?? Infinity);
    expect(await bff.status()).toMatchObject({
      workspace_id: given.id,
      status: "serving",
      region: "sgp-1",
      config_version: 1,
      is_config_confirmed: true,
      is_registered: true,
    });
    expect(await bff.readiness()).toMatchObject({ code: 200, body: { status: "ready", missing: [] } });

    await bff.stop();
    expect(await bff.exited).toEqual({ code: 0, signal: null });
    expect(await bff.output()).not.toContain(given.token);
    expect((await stat(given.cacheFile)).mode & 0o777).toBe(0o600);
    expect(await readFile(given.cacheFile, "utf8")).not.toContain(given.token);

    // The realm is told its public key, and the private one stays: here, private, and over a restart.
    const keysFile = `${given.cacheFile}.keys`;
    expect((await stat(keysFile)).mode & 0o777).toBe(0o600);
    const [{ jwk }] = JSON.parse(await readFile(keysFile, "utf8")).keys;
    const { kty, crv, x, y, d } = jwk;
    const registered = await stage.region.store.signIns.keysOf(given.id);
    expect(registered.map(({ publicKey }) => publicKey)).toEqual([{ kty, crv, x, y }]);
    const again = await given.startBff();
    await untilConnected(again);
    expect(await stage.region.store.signIns.keysOf(given.id)).toEqual(registered);
    for (const each of [bff, again]) expect(await each.output()).not.toContain(d);
    await again.stop();
  });

  test("that falls silent leaves its workspace degraded, then offline; a new start makes it healthy", async () => {
    const given = await stage.givenWorkspace();
    const bff = await given.startBff();
    await untilConnected(bff);
    await bff.kill();
    expect(await given.health()).toBe("healthy");
    await letSilencePass(given.id, degradedAfterSeconds);
    await sweepHealth(stage.region, new Date());
    expect(await given.health()).toBe("degraded");
    await letSilencePass(given.id, offlineAfterSeconds);
    await sweepHealth(stage.region, new Date());
    expect(await given.health()).toBe("offline");

    await untilConnected(await given.startBff());
    expect(await given.health()).toBe("healthy");
    const told = (await stage.region.store.events.listAfter(given.id, 0, 100)).filter(
      (event) => event.type === "health_changed",
    );
    expect(told.map((event) => event.data["health"])).toEqual(["healthy", "degraded", "offline", "healthy"]);
  });

  test("waits while its workspace is still provisioned, and registers by itself when that is done", async () => {
    const given = await stage.givenWorkspace("provisioning");
    const bff = await given.startBff();
    await expect.poll(async () => (await bff.status())["control_plane"], poll).toBe("workspace_not_ready");
    expect(await bff.readiness()).toMatchObject({ code: 200 });
    await given.finishProvisioning();
    await untilConnected(bff);
    expect(await workspaceOf(given)).toMatchObject({ state: "active" });
  });

  test("registers again when the control plane no longer knows it", async () => {
    const given = await stage.givenWorkspace();
    const bff = await given.startBff();
    await untilConnected(bff);
    // A database that was restored from before the registration.
    await stage.region.pool.query(
      "update workspaces set state = 'awaiting_bff', bff_url = null, bff_registered_at = null where id = $1",
      [given.id],
    );
    await expect.poll(async () => (await workspaceOf(given))?.state, poll).toBe("active");
    await untilConnected(bff);
  });

  test("gets the configuration again when a heartbeat reports another version", async () => {
    const given = await stage.givenWorkspace();
    const bff = await given.startBff();
    await untilConnected(bff);
    await stage.region.store.configs.add(given.id, { "new-editor": true });
    await expect.poll(async () => (await bff.status())["config_version"], poll).toBe(2);
    const kept = JSON.parse(await readFile(given.cacheFile, "utf8"));
    expect(kept.config).toMatchObject({ version: 2, feature_flags: { "new-editor": true } });
    await expect.poll(() => given.health(), poll).toBe("healthy");
  });
});

describe("a BFF that is stopped", () => {
  test("takes nothing new, finishes the heartbeat in flight, and ends with 0", async () => {
    const given = await stage.givenWorkspace();
    const proxy = await startGateProxy(() => stage.controlPlane().publicUrl);
    const bff = await given.startBff({ CPLANE_API_URL: proxy.url });
    await untilConnected(bff);
    const heartbeat = proxy.gate((_method, path) => path.endsWith("/heartbeat"), "before");
    await heartbeat.held;
    const before = (await workspaceOf(given))?.bff?.lastHeartbeat.at.getTime();
    process.kill(bff.pid, "SIGTERM");
    const answer = () =>
      bff.readiness().then(
        ({ code }) => code,
        () => "refused",
      );
    await expect.poll(answer, poll).toBe("refused");
    expect(await bff.output()).not.toContain('"message":"stopped"');
    heartbeat.release();
    expect(await bff.exited).toEqual({ code: 0, signal: null });
    expect((await workspaceOf(given))?.bff?.lastHeartbeat.at.getTime()).toBeGreaterThan(before ?? Infinity);
    await proxy.close();
  });
});

describe("without its control plane, a BFF", () => {
  test("keeps its last configuration, also over a restart, and comes back by itself", async () => {
    const given = await stage.givenWorkspace();
    const newcomer = await stage.givenWorkspace();
    const bff = await given.startBff();
    await untilConnected(bff);

    await stage.killControlPlane();
    await expect.poll(async () => (await bff.status())["control_plane"], poll).toBe("unreachable");
    expect(await bff.readiness()).toMatchObject({ code: 200 });
    await bff.stop();
    const second = await given.startBff();
    expect(await second.status()).toMatchObject({ status: "serving", config_version: 1, is_config_confirmed: false });
    expect(await second.readiness()).toMatchObject({ code: 200 });

    const unready = { code: 503, body: { status: "not_ready", missing: ["config"] } };
    const empty = await newcomer.startBff();
    expect(await empty.readiness()).toMatchObject(unready);
    for (const text of [await readFile(given.cacheFile, "utf8"), "{", JSON.stringify({ config: { version: 1 } })]) {
      await writeFile(newcomer.cacheFile, text);
      const confused = await newcomer.startBff();
      expect(await confused.readiness()).toMatchObject(unready);
      expect(await confused.output()).toContain("the cached configuration cannot be used");
      await confused.stop();
    }

    await stage.restartControlPlane();
    await untilConnected(second);
    await untilConnected(empty);
    expect([await given.health(), await newcomer.health()]).toEqual(["healthy", "healthy"]);
    expect(await second.status()).toMatchObject({ is_config_confirmed: true });
  });
});

describe("a token", () => {
  test("that was revoked is reported, serving continues, and a new one in the file is used automatically", async () => {
    const given = await stage.givenWorkspace();
    const bff = await given.startBff();
    await untilConnected(bff);
    const { store } = stage.region;
    const token = await store.tokens.findByHash(hashOf(given.token));
    await store.tokens.revoke(given.id, token?.id ?? "");
    await expect.poll(async () => (await bff.status())["control_plane"], poll).toBe("token_refused");
    expect(await bff.output()).toContain("The control plane rejected the workspace's token");
    expect(await bff.readiness()).toMatchObject({ code: 200 });

    const next = await given.replaceToken();
    await untilConnected(bff);
    for (const secret of [given.token, next]) expect(await bff.output()).not.toContain(secret);
  });

  test("of another workspace, or none at all, gives a BFF nothing", async () => {
    const [mine, other] = [await stage.givenWorkspace(), await stage.givenWorkspace()];
    const bff = await mine.startBff({ WORKSPACE_TOKEN_FILE: other.tokenFile });
    await expect.poll(async () => (await bff.status())["control_plane"], poll).toBe("workspace_unknown");
    const lost = await mine.startBff({ WORKSPACE_TOKEN_FILE: `${mine.tokenFile}.absent` });
    await expect.poll(async () => (await lost.status())["control_plane"], poll).toBe("token_missing");
    for (const each of [bff, lost]) expect(await each.readiness()).toMatchObject({ code: 503 });
    expect(await workspaceOf(mine)).toMatchObject({ state: "awaiting_bff" });
  });
});
