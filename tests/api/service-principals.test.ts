import { apiScope, attachScope } from "@cogrion/keycloak/scopes";
import KeycloakAdminClient from "@keycloak/keycloak-admin-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KeyPair } from "./support/service-principal.ts";
import { askForToken, newKeyPair, sendToRealm } from "./support/service-principal.ts";
import type { Answer, Person, Stage } from "./support/stage.ts";
import { emailOf } from "./support/people.ts";
import { setStage, signIn } from "./support/stage.ts";

type Made = { id: string; path: string; clientId: string; keys: KeyPair; token: string };

describe("service principals", () => {
  let stage: Stage;
  let path: string;
  beforeAll(async () => {
    stage = await setStage();
    path = `/api/accounts/${stage.accountId}/service-principals`;
  });
  afterAll(() => stage?.stop());

  const create = (as: Person | undefined, changes: Record<string, unknown> = {}, token?: string): Promise<Answer> =>
    stage.call("POST", path, {
      ...(as === undefined ? {} : { as }),
      ...(token === undefined ? {} : { token }),
      body: { name: "deploy pipeline", roles: ["operator"], public_key: newKeyPair().publicKey, ...changes },
    });
  const tokenFor = async (clientId: string, keys: KeyPair): Promise<string> => {
    const { status, body } = await askForToken(stage.issuer, clientId, keys);
    if (body.access_token === undefined) throw new Error(`no token: ${status} ${body.error}`);
    return body.access_token;
  };
  const given = async (roles: string[] = ["operator"]): Promise<Made> => {
    const keys = newKeyPair();
    const { status, body } = await create("ada", { roles, public_key: keys.publicKey });
    if (status !== 201) throw new Error(`not created: ${JSON.stringify(body)}`);
    await sendToRealm(stage);
    const token = await tokenFor(body.client_id, keys);
    return { id: body.id, path: `${path}/${body.id}`, clientId: body.client_id, keys, token };
  };
  const me = (token: string): Promise<Answer> => stage.call("GET", "/api/me", { token });
  const reasonOf = ({ status, body }: Answer) => [status, body.code, body.meta?.reason];
  const revoked = [401, "token_invalid", "revoked"];

  test("an admin makes one, it gets tokens of five minutes with its key alone, and is seen with its last use", async () => {
    const keys = newKeyPair();
    const made = await create("adam", { public_key: keys.publicKey });
    expect([made.status, made.headers.get("location")]).toEqual([201, `${path}/${made.body.id}`]);
    expect(made.body).toMatchObject({
      client_id: `sp-${made.body.id}`,
      state: "active",
      is_in_force: false,
      keys: [{ id: keys.keyId }],
      last_used_at: null,
    });
    await sendToRealm(stage);
    const { body: granted } = await askForToken(stage.issuer, made.body.client_id, keys);
    expect(granted.expires_in).toBeLessThanOrEqual(300);
    const answer = await me(granted.access_token ?? "");
    expect(answer.body).toMatchObject({
      uid: made.body.id,
      kind: "service",
      system_roles: [],
      support_access: [],
      accounts: [{ id: stage.accountId, roles: ["operator"] }],
    });
    const seen = await stage.call("GET", `${path}/${made.body.id}`, { as: "vera" });
    expect(seen.body).toMatchObject({ is_in_force: true, last_used_at: expect.any(String) });
    expect((await askForToken(stage.issuer, made.body.client_id, newKeyPair())).body.error).toBe("invalid_client");
    const another = { ...newKeyPair(), keyId: keys.keyId };
    expect((await askForToken(stage.issuer, made.body.client_id, another)).body.error).toBe("invalid_client");
  });

  test("it does what its role allows in its own account, under its own name in the audit", async () => {
    const { id, token } = await given();
    const body = { account_id: stage.accountId, slug: "by-automation", aws: { account_id: "222222222222" } };
    expect((await stage.call("POST", "/api/workspaces", { token, body })).status).toBe(202);
    const { rows } = await stage.pool.query<{ actor_id: string }>(
      "select actor_id from audit_events where action = 'workspace.created' and target_id = 'w-by-automation'",
    );
    expect(rows).toEqual([{ actor_id: id }]);
    const accounts = await stage.call("GET", "/api/accounts", { token });
    expect(accounts.body.items.map((each: { id: string }) => each.id)).toEqual([stage.accountId]);
    expect((await stage.call("GET", `/api/accounts/${stage.otherAccountId}`, { token })).status).toBe(404);
    // A row that was written without the API gives it nothing.
    const email = "row@example.com";
    await stage.store.members.add({ accountId: stage.otherAccountId, uid: id, email, roles: ["owner"] });
    expect((await stage.call("GET", `/api/accounts/${stage.otherAccountId}`, { token })).status).toBe(404);
  });

  test("no role lets it make accounts or other service principals, and it is never an owner", async () => {
    const { token, path: own } = await given(["admin"]);
    expect((await create(undefined, {}, token)).body.code).toBe("people_only");
    const key = await stage.call("POST", `${own}/keys`, { token, body: { public_key: newKeyPair().publicKey } });
    expect(key.body.code).toBe("people_only");
    const account = await stage.call("POST", "/api/accounts", { token, body: { name: "Mine" } });
    expect([account.status, account.body.code]).toEqual([403, "people_only"]);
    expect((await create("ada", { roles: ["owner"] })).body.code).toBe("request_invalid");
    await expect(
      stage.pool.query("update service_principals set roles = '{owner}' where account_id = $1", [stage.accountId]),
    ).rejects.toThrow("service_principals_roles_check");
  });

  test("a caller who may not manage them cannot create one, whatever its role", async () => {
    for (const as of ["olga", "vera"] as const)
      expect((await create(as, { roles: ["viewer"] })).body.code).toBe("role_insufficient");
    for (const as of ["eve", "sam"] as const)
      expect((await create(as, { roles: ["viewer"] })).body.code).toBe("account_not_found");
  });

  test("a valid token is rejected as soon as its service principal is disabled, and accepted again when it is enabled", async () => {
    const { path: own, token, clientId, keys } = await given();
    expect((await me(token)).status).toBe(200);
    expect((await stage.call("POST", `${own}/disable`, { as: "adam" })).body.state).toBe("disabled");
    expect(reasonOf(await me(token))).toEqual(revoked);
    await sendToRealm(stage);
    expect((await askForToken(stage.issuer, clientId, keys)).status).toBeGreaterThanOrEqual(400);
    expect((await stage.call("POST", `${own}/enable`, { as: "adam" })).body.state).toBe("active");
    expect((await me(token)).status).toBe(200);
    await sendToRealm(stage);
    expect((await me(await tokenFor(clientId, keys))).status).toBe(200);
  });

  test("the same when it is deleted, permanently; the realm deletes it, and its audit stays", async () => {
    const { id, path: own, token, clientId, keys } = await given();
    expect((await me(token)).status).toBe(200);
    expect((await stage.call("DELETE", own, { as: "ada" })).status).toBe(204);
    expect(reasonOf(await me(token))).toEqual(revoked);
    expect((await stage.call("GET", own, { as: "ada" })).body.code).toBe("service_principal_not_found");
    expect((await stage.call("POST", `${own}/enable`, { as: "ada" })).body.code).toBe("service_principal_not_found");
    await sendToRealm(stage);
    expect((await askForToken(stage.issuer, clientId, keys)).body.error).toBe("invalid_client");
    const { rows } = await stage.pool.query<{ action: string }>(
      "select action from audit_events where target_id = $1 and target_kind = 'service_principal' order by sequence",
      [id],
    );
    expect(rows.map(({ action }) => action)).toEqual(["service_principal.created", "service_principal.deleted"]);
  });

  test("keys are rotated without an interruption: both are valid until the old one is removed", async () => {
    const { path: own, clientId, keys: old } = await given();
    const next = newKeyPair();
    const add = (pair: KeyPair) =>
      stage.call("POST", `${own}/keys`, { as: "ada", body: { public_key: pair.publicKey } });
    expect((await add(next)).body.keys).toHaveLength(2);
    expect((await add(next)).body.keys).toHaveLength(2);
    expect((await add(newKeyPair())).body.code).toBe("service_principal_limit");
    await sendToRealm(stage);
    for (const pair of [old, next]) expect((await me(await tokenFor(clientId, pair))).status).toBe(200);
    const removed = await stage.call("DELETE", `${own}/keys/${old.keyId}`, { as: "ada" });
    expect(removed.body.keys).toMatchObject([{ id: next.keyId }]);
    const again = await stage.call("DELETE", `${own}/keys/${old.keyId}`, { as: "ada" });
    expect(again.body.code).toBe("service_principal_key_not_found");
    await sendToRealm(stage);
    expect((await askForToken(stage.issuer, clientId, old)).body.error).toBe("invalid_client");
    expect((await me(await tokenFor(clientId, next))).status).toBe(200);
  });

  test("anything but a public P-256 key is rejected, especially a private key", async () => {
    const { publicKey, privateKey } = newKeyPair();
    for (const public_key of [
      privateKey.export({ format: "jwk" }),
      { ...publicKey, y: publicKey.x },
      { ...publicKey, crv: "P-384" },
      { ...publicKey, kid: "mine" },
      { kty: "oct", k: "c2VjcmV0" },
    ]) {
      const { status, body } = await create("ada", { public_key });
      expect([status, body.code]).toEqual([400, "request_invalid"]);
      expect(JSON.stringify(body)).not.toContain((privateKey.export({ format: "jwk" }) as { d: string }).d);
    }
  });

  describe("clients that are none of a service principal", () => {
    const asAdmin = async (): Promise<KeycloakAdminClient> => {
      const [baseUrl = "", realmName = ""] = stage.issuer.split("/realms/");
      const admin = new KeycloakAdminClient({ baseUrl, realmName: "master" });
      await admin.auth({ grantType: "password", clientId: "admin-cli", ...stage.keycloakAdmin });
      admin.setConfig({ realmName });
      return admin;
    };

    test("a workspace's client gets no token that the API takes", async () => {
      const admin = await asAdmin();
      const clientId = "w-tokens-of-a-workspace";
      // The realm lets Ada sign in there, so that it is the API which rejects the token.
      const access = { people: { [emailOf("ada")]: "member" }, domains: [], groups: [] };
      const { id } = await admin.clients.create({
        clientId,
        publicClient: true,
        directAccessGrantsEnabled: true,
        attributes: { "cogrion.access": JSON.stringify(access) },
      });
      await attachScope(admin, id, apiScope);
      const token = await signIn(stage.issuer, "ada", { client: clientId });
      expect(reasonOf(await me(token))).toEqual([401, "token_invalid", "client"]);
    });

    test("nor does one that only carries the name, or that took the place of one that was deleted behind our back", async () => {
      const admin = await asAdmin();
      const { clientId, token, keys } = await given();
      const [client] = await admin.clients.find({ clientId });
      await admin.clients.del({ id: client?.id ?? "" });
      for (const each of [clientId, "sp-01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10"]) {
        const secret = "x".repeat(32);
        const { id } = await admin.clients.create({ clientId: each, secret, serviceAccountsEnabled: true });
        await attachScope(admin, id, apiScope);
        const response = await fetch(`${stage.issuer}/protocol/openid-connect/token`, {
          method: "POST",
          body: new URLSearchParams({
            grant_type: "client_credentials",
            client_id: each,
            client_secret: "x".repeat(32),
          }),
        });
        const { access_token: stranger = "" } = (await response.json()) as { access_token?: string };
        expect(reasonOf(await me(stranger))).toEqual(revoked);
      }
      expect((await me(token)).status).toBe(200);
      expect((await askForToken(stage.issuer, clientId, keys)).status).toBeGreaterThanOrEqual(400);
    });
  });
});
