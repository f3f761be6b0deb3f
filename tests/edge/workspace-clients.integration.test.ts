import { randomBytes } from "node:crypto";
import type { WorkspaceId } from "@cogrion/domain";
import { createServiceClients, createSignInClients } from "@cogrion/keycloak";
import type KeycloakAdminClient from "@keycloak/keycloak-admin-client";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { TestBrowser } from "./support/browser.ts";
import { createBrowser, textOf } from "./support/browser.ts";
import { claimsOf, flowsAt } from "./support/flows.ts";
import type { ProxyHosts } from "./support/hosts.ts";
import { startProxyHosts } from "./support/hosts.ts";
import { adminOf, createPerson } from "./support/keycloak.ts";
import { clientId as ownClientId, edgeStand } from "./support/stand.ts";

const globalOrigin = "https://auth.test";
const { regions, admin: adminCredentials, appOrigin } = edgeStand();
const [first] = regions;
const { authorizationUrl, redeem, signIn } = flowsAt(globalOrigin);
const config = {
  url: first.keycloakUrl,
  realm: first.id,
  clientId: "cogrion-control-plane",
  clientSecret: first.controlPlaneSecret,
};
const clients = createSignInClients(config);
const audience = "cogrion-control-plane";

let hosts: ProxyHosts;
let admin: KeycloakAdminClient;
let browser: TestBrowser;
let workspace: WorkspaceId;
beforeAll(async () => {
  hosts = await startProxyHosts({ globalOrigin });
  admin = await adminOf(first, adminCredentials);
});
afterAll(() => hosts?.stop());
beforeEach(async () => {
  admin = await adminOf(first, adminCredentials);
  browser = createBrowser(hosts.of("Cloudflare Worker"), globalOrigin);
  workspace = `w-evil-${randomBytes(3).toString("hex")}` as WorkspaceId;
});

const wanted = () => ({ clientId: workspace, redirectUris: [`${appOrigin}/*`], webOrigins: [appOrigin] });
const askedBy = (more: Record<string, string> = {}): string =>
  authorizationUrl(first.id, { client_id: workspace, scope: "openid profile email", ...more });
const redeemed = async (callback: string, client: string) => {
  const { access_token: token } = await redeem(hosts.of("Cloudflare Worker"), first.id, callback, client);
  return claimsOf(token);
};

test("a workspace's application signs nobody in silently, gets a name by consent only, and no token for our API", async () => {
  await clients.upsert(wanted());
  const person = await createPerson(admin);
  const own = await signIn(browser, first.id, person);
  expect([(await redeemed(own.url, ownClientId))["aud"]].flat()).toContain(audience);

  // They are signed in, and this application is new to them.
  const silent = await browser.go(askedBy({ prompt: "none" }));
  const answer = new URL(silent.url).searchParams;
  expect([answer.get("code"), answer.get("error")]).toEqual([null, expect.stringMatching(/^(interaction|consent)_/)]);

  const consent = await browser.go(askedBy());
  expect(textOf(consent.html)).toContain(workspace);
  expect(textOf(consent.html)).toMatch(/Email address/);
  const refused = await browser.submit(consent, { cancel: "No" });
  expect(new URL(refused.url).searchParams.get("error")).toBe("access_denied");

  const done = await browser.submit(await browser.go(askedBy()), { accept: "Yes" });
  const claims = await redeemed(done.url, workspace);
  expect(claims).toMatchObject({ azp: workspace, email: person.email });
  expect([claims["aud"] ?? []].flat()).not.toContain(audience);
  expect([claims["realm_access"], claims["resource_access"]]).toEqual([undefined, undefined]);
  // A person who has consented once is recognized.
  const again = await browser.go(askedBy({ prompt: "none" }));
  expect(new URL(again.url).searchParams.get("code")).toBeTruthy();
});

test("a workspace's application asks for no more than that", async () => {
  await clients.upsert(wanted());
  await signIn(browser, first.id, await createPerson(admin));
  for (const scope of ["cogrion-api", "offline_access", "roles", "microprofile-jwt"]) {
    const page = await browser.go(askedBy({ scope: `openid ${scope}` }));
    expect([scope, new URL(page.url).searchParams.get("error")]).toEqual([scope, "invalid_scope"]);
  }
});

test("a client that was trusted like one of ours is found and limited", async () => {
  const { id } = await admin.clients.create({
    ...wanted(),
    publicClient: true,
    standardFlowEnabled: true,
    consentRequired: false,
  });
  const scope = (await admin.clientScopes.find()).find(({ name }) => name === "cogrion-api");
  await admin.clients.addDefaultClientScope({ id, clientScopeId: scope?.id ?? "" });
  expect(await clients.get(workspace)).toMatchObject({ isThirdParty: false });
  await clients.upsert(wanted());
  await clients.upsert(wanted());
  expect(await clients.get(workspace)).toEqual({ ...wanted(), isThirdParty: true });
  const names = (await admin.clients.listDefaultClientScopes({ id })).map(({ name }) => name);
  expect(names).not.toContain("cogrion-api");
  expect(await admin.clients.listOptionalClientScopes({ id })).toEqual([]);
});

test("a new client has nothing of our API by default, and a service principal has it", async () => {
  const { id } = await admin.clients.create({ clientId: `other-${workspace}`, publicClient: true });
  expect((await admin.clients.listDefaultClientScopes({ id })).map(({ name }) => name)).not.toContain("cogrion-api");
  const serviceId = `sp-${workspace}`;
  const put = () => createServiceClients(config).put({ clientId: serviceId, isEnabled: true, keys: [] });
  await put();
  await put();
  const [service] = await admin.clients.find({ clientId: serviceId });
  const scopes = await admin.clients.listDefaultClientScopes({ id: service?.id ?? "" });
  expect(scopes.map(({ name }) => name)).toContain("cogrion-api");
});
