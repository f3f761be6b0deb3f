import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

const key = () => ({ "idempotency-key": randomUUID() });

describe("tokens and the BFF", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.stop());

  test("a token is shown once, listed without its secret, and useless as soon as it is revoked", async () => {
    const { id, token } = await stage.givenWorkspace("tokens");
    const listed = await stage.call("GET", `/api/workspaces/${id}/tokens`, { as: "ada" });
    expect(JSON.stringify(listed.body)).not.toContain(token);
    const config = () => stage.call("GET", `/api/workspaces/${id}/config`, { token });
    expect((await config()).status).toBe(200);
    const [{ id: tokenId }] = listed.body.items;
    const revoke = () => stage.call("DELETE", `/api/workspaces/${id}/tokens/${tokenId}`, { as: "ada" });
    expect([(await revoke()).status, (await revoke()).status]).toEqual([204, 204]);
    const refused = await config();
    expect([refused.status, refused.body.code]).toEqual([401, "token_invalid"]);
    const unknown = await stage.call("DELETE", `/api/workspaces/${id}/tokens/${randomUUID()}`, { as: "ada" });
    expect([unknown.status, unknown.body.code]).toEqual([404, "token_not_found"]);
  });

  test("the config names the realm's endpoints and one redirect URI for each service host", async () => {
    const { id, token } = await stage.givenWorkspace("config");
    const { status, body, headers } = await stage.call("GET", `/api/workspaces/${id}/config`, { token });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      workspace_id: id,
      region: "sgp-1",
      sign_in: { issuer: stage.issuer, client_id: id, jwks_uri: `${stage.issuer}/protocol/openid-connect/certs` },
    });
    expect(body.sign_in.redirect_uris).toEqual([
      "http://bff.w-config.local.sgp-1.cogrion.localhost:3001/bff/callback",
      "http://app.w-config.local.sgp-1.cogrion.localhost:3001/bff/callback",
    ]);
    const etag = headers.get("etag") ?? "";
    const again = await stage.call("GET", `/api/workspaces/${id}/config`, {
      token,
      headers: { "if-none-match": etag },
    });
    expect([again.status, again.body]).toEqual([304, undefined]);
  });

  test("the config names nothing of the control plane's Temporal, which runs everybody's provisioning", async () => {
    const { id, token } = await stage.givenWorkspace("self-contained");
    const { body } = await stage.call("GET", `/api/workspaces/${id}/config`, { token });
    expect(body.workspace_id).toBe(id);
    expect(JSON.stringify(body)).not.toMatch(/temporal|7233/i);
  });

  test("register, then beat: the workspace is active and healthy; a replay of an older start changes nothing", async () => {
    const { id, token } = await stage.givenWorkspace("bff", "awaiting_bff");
    const url = (name: string) => `http://${name}.${id}.local.sgp-1.cogrion.localhost:3001`;
    const register = (headers: Record<string, string>, name: string) =>
      stage.call("POST", `/api/workspaces/${id}/register`, { token, headers, body: { bff_url: url(name) } });
    const firstKey = key();
    const first = await register(firstKey, "bff");
    expect([first.status, first.body.is_current, first.body.bff_url]).toEqual([200, true, url("bff")]);
    const beat = await stage.call("POST", `/api/workspaces/${id}/heartbeat`, { token, body: { status: "healthy" } });
    expect([beat.status, beat.body.next_heartbeat_seconds > 0]).toEqual([200, true]);
    const second = await register(key(), "bff2");
    expect([second.status, second.body.is_current]).toEqual([200, true]);
    const replay = await register(firstKey, "bff");
    expect([replay.status, replay.body.is_current]).toEqual([200, false]);
    const reused = await register(firstKey, "bff3");
    expect([reused.status, reused.body.code]).toEqual([409, "idempotency_key_reused"]);
    const { body } = await stage.call("GET", `/api/workspaces/${id}`, { as: "ada" });
    expect(body).toMatchObject({ state: "active", health: "healthy", bff: { url: url("bff2"), public_ip: null } });
  });

  test.each([
    ["another workspace's zone", "http://bff.w-other.local.sgp-1.cogrion.localhost:3001"],
    ["the zone as a prefix", "http://bff.w-outside.local.sgp-1.cogrion.localhost.evil.example"],
    ["the zone in the user info", "http://bff.w-outside.local.sgp-1.cogrion.localhost@evil.example"],
    ["the zone's own name", "http://w-outside.local.sgp-1.cogrion.localhost"],
    ["an address", "http://169.254.169.254"],
    ["a path", "http://bff.w-outside.local.sgp-1.cogrion.localhost/x"],
    ["another scheme", "ftp://bff.w-outside.local.sgp-1.cogrion.localhost"],
  ])("a bff_url outside of the zone is refused: %s", async (name, bffUrl) => {
    const { id, token } = await stage
      .givenWorkspace("outside", "awaiting_bff")
      .catch(async () => ({ id: "w-outside", token: await mint("w-outside") }));
    const answer = await stage.call("POST", `/api/workspaces/${id}/register`, {
      token,
      headers: key(),
      body: { bff_url: bffUrl },
    });
    expect([name, answer.status, answer.body.code]).toEqual([name, 400, "bff_url_outside_zone"]);
  });

  const mint = async (id: string): Promise<string> =>
    (await stage.call("POST", `/api/workspaces/${id}/tokens`, { as: "ada", body: { name: "again" } })).body.token;

  test("a BFF beats only once it is registered", async () => {
    const { id, token } = await stage.givenWorkspace("hasty");
    const beat = await stage.call("POST", `/api/workspaces/${id}/heartbeat`, { token, body: { status: "healthy" } });
    expect([beat.status, beat.body.code]).toEqual([409, "workspace_state_conflict"]);
    const headers = key();
    const body = { bff_url: `http://bff.${id}.local.sgp-1.cogrion.localhost:3001` };
    const early = await stage.call("POST", `/api/workspaces/${id}/register`, { token, headers, body });
    expect([early.status, early.body.code]).toEqual([409, "workspace_state_conflict"]);
  });

  test("a workspace's token gives no access to another workspace, and does not reveal whether one exists", async () => {
    const mine = await stage.givenWorkspace("mine");
    const theirs = await stage.givenWorkspace("theirs");
    for (const [method, part, body] of [
      ["GET", "config", undefined],
      ["POST", "register", { bff_url: `http://bff.${theirs.id}.local.sgp-1.cogrion.localhost:3001` }],
      ["POST", "heartbeat", { status: "healthy" }],
    ] as const) {
      for (const id of [theirs.id, "w-there-is-none"]) {
        const headers = part === "register" ? key() : {};
        const answer = await stage.call(method, `/api/workspaces/${id}/${part}`, {
          token: mine.token,
          body,
          headers,
        });
        expect([part, id, answer.status, answer.body.code]).toEqual([part, id, 404, "workspace_not_found"]);
      }
    }
  });
});
