import { randomBytes } from "node:crypto";
import type { SignInAccess, WorkspaceId } from "@cogrion/domain";
import { createServiceClients, createSignInClients } from "@cogrion/keycloak";
import type { ClientKey } from "@cogrion/testing/client-key";
import { clientAuthentication, newClientKey } from "@cogrion/testing/client-key";
import type KeycloakAdminClient from "@keycloak/keycloak-admin-client";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Page, TestBrowser } from "./support/browser.ts";
import { createBrowser, textOf } from "./support/browser.ts";
import type { Tokens } from "./support/flows.ts";
import { claimsOf, flowsAt } from "./support/flows.ts";
import type { ProxyHosts } from "./support/hosts.ts";
import { startProxyHosts } from "./support/hosts.ts";
import type { Person } from "./support/keycloak.ts";
import { adminOf, createPerson } from "./support/keycloak.ts";
import { clientId as ownClientId, edgeStand } from "./support/stand.ts";
import { accessFor, clientOf } from "./support/workspace-client.ts";

const globalOrigin = "https://auth.test";
const { regions, admin: adminCredentials, appOrigin } = edgeStand();
const [first] = regions;
const { authorizationUrl, askForTokens, endpoint, post, redeem, signIn } = flowsAt(globalOrigin);
const config = {
  url: first.keycloakUrl,
  realm: first.id,
  clientId: "cogrion-control-plane",
  clientSecret: first.controlPlaneSecret,
};
const clients = createSignInClients(config);
const issuer = `${first.origin}/realms/${first.id}`;
const audience = "cogrion-control-plane";

let hosts: ProxyHosts;
let admin: KeycloakAdminClient;
let browser: TestBrowser;
let workspace: WorkspaceId;
let key: ClientKey;
let person: Person;
beforeAll(async () => {
  hosts = await startProxyHosts({ globalOrigin });
});
afterAll(() => hosts?.stop());
beforeEach(async () => {
  admin = await adminOf(first, adminCredentials);
  browser = createBrowser(hosts.of("Cloudflare Worker"), globalOrigin);
  workspace = newWorkspace();
  key = await newClientKey();
  person = await createPerson(admin);
});

const newWorkspace = (): WorkspaceId => `w-evil-${randomBytes(3).toString("hex")}` as WorkspaceId;
const host = () => hosts.of("Cloudflare Worker");
const given = (access: SignInAccess, keys = [key]) => clients.upsert(clientOf(workspace, keys, access));
const askedBy = (more: Record<string, string> = {}): string =>
  authorizationUrl(first.id, { client_id: workspace, scope: "openid profile email", ...more });
const askTokens = async (callback: string, by = key, id: string = workspace): Promise<Response> =>
  askForTokens(host(), first.id, callback, await clientAuthentication(id, issuer, by));
const refreshed = async ({ refresh_token: token }: Tokens): Promise<Response> =>
  post(host(), first.id, "token", {
    grant_type: "refresh_token",
    refresh_token: token,
    ...(await clientAuthentication(workspace, issuer, key)),
  });
const parametersOf = ({ url }: Page) => {
  const { searchParams } = new URL(url);
  return [searchParams.get("code"), searchParams.get("error")];
};
const consented = async (): Promise<Page> => browser.submit(await browser.go(askedBy()), { accept: "Yes" });
const signedIn = async (): Promise<Tokens> => (await askTokens((await consented()).url)).json() as Promise<Tokens>;
/** Signed in at Cogrion itself, as every visitor of the tests is. */
const withSession = () => signIn(browser, first.id, person);

describe("a person whom a workspace grants nothing", () => {
  test("is not signed in to it, silently or otherwise, and it learns no name and no address", async () => {
    await given(accessFor({ "somebody.else@example.com": "member" }, { domains: ["other.example"] }));
    const own = await withSession();
    const { access_token: ownToken } = await redeem(host(), first.id, own.url, ownClientId);
    expect([claimsOf(ownToken)["aud"]].flat()).toContain(audience);

    expect(parametersOf(await browser.go(askedBy({ prompt: "none" })))).toEqual([null, "interaction_required"]);
    const asked = await browser.go(askedBy());
    expect(parametersOf(asked)).toEqual([null, "access_denied"]);
    for (const secret of [person.email, encodeURIComponent(person.email), "Grace", "Hopper"])
      expect(asked.url).not.toContain(secret);
    // Nor on the way of a password, without a session.
    const other = createBrowser(host(), globalOrigin);
    const form = await other.go(askedBy());
    const answer = await other.submit(form, { username: person.email, password: person.password });
    expect(parametersOf(answer)).toEqual([null, "access_denied"]);
  });

  test("is refused each token once the grant is taken back, and gets in again with a new one", async () => {
    await given(accessFor({ [person.email]: "person" }));
    await withSession();
    const tokens = await signedIn();
    const callback = await browser.go(askedBy({ prompt: "none" }));
    // Tabs and replicas refresh at once, and answers are lost: nobody is signed out.
    const answers = await Promise.all(Array.from({ length: 10 }, () => refreshed(tokens)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));

    expect(await clients.update(clientOf(workspace, [key], accessFor({})))).toBe(true);
    for (const response of [await refreshed(tokens), await askTokens(callback.url)]) {
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({ error: "invalid_grant" }),
      ]);
    }
    const info = await host().fetch(endpoint(first.id, "userinfo"), {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(info.status).toBeGreaterThanOrEqual(400);
    expect(await info.text()).not.toContain(person.email);
    expect(parametersOf(await browser.go(askedBy({ prompt: "none" })))).toEqual([null, "interaction_required"]);

    await clients.update(clientOf(workspace, [key], accessFor({ [person.email]: "person" })));
    expect(parametersOf(await browser.go(askedBy({ prompt: "none" })))).toEqual([expect.any(String), null]);
  });

  test("stays out where the client says nothing of access, or nothing that can be read", async () => {
    await given(accessFor({ [person.email]: "member" }));
    await withSession();
    const [{ id = "", attributes } = {}] = await admin.clients.find({ clientId: workspace });
    for (const text of ["", "{", "[]", "null", JSON.stringify({ people: [person.email] })]) {
      await admin.clients.update(
        { id },
        { clientId: workspace, attributes: { ...attributes, "cogrion.access": text } },
      );
      expect([text, ...parametersOf(await browser.go(askedBy()))]).toEqual([text, null, "access_denied"]);
    }
  });
});

test("a sign-in through a company's identity provider is no way around", async () => {
  await given(accessFor({ [edgeStand().user.email]: "member" }));
  const atPartner = async () => browser.follow(await browser.go(askedBy()), /\/broker\/partner\/login/);
  const theirs = await atPartner();
  const { partnerUser } = edgeStand();
  const done = await browser.submit(theirs, { username: partnerUser.email, password: partnerUser.password });
  expect(parametersOf(done)).toEqual([null, "access_denied"]);
  await clients.update(clientOf(workspace, [key], accessFor({ [partnerUser.email]: "person" })));
  expect(textOf((await atPartner()).html)).toMatch(/Email address/);
});

describe("a person whom a workspace lets in", () => {
  test("consents once, is known by a subject of its own, and its tokens are not for our API", async () => {
    await given(accessFor({ [person.email]: "member" }));
    const own = claimsOf((await redeem(host(), first.id, (await withSession()).url)).access_token);
    expect(parametersOf(await browser.go(askedBy({ prompt: "none" })))[1]).toMatch(/^(interaction|consent)_/);
    const consent = await browser.go(askedBy());
    expect(textOf(consent.html)).toContain(workspace);
    expect(textOf(consent.html)).toMatch(/Email address/);
    expect(parametersOf(await browser.submit(consent, { cancel: "No" }))).toEqual([null, "access_denied"]);

    const tokens = await signedIn();
    const claims = claimsOf(tokens.access_token);
    expect(claims).toMatchObject({ azp: workspace, email: person.email, cogrion_grant: "member" });
    expect([claims["aud"] ?? []].flat()).not.toContain(audience);
    expect([claims["realm_access"], claims["resource_access"]]).toEqual([undefined, undefined]);
    // One subject in all that this application is told, and another one everywhere else.
    const info = await host().fetch(endpoint(first.id, "userinfo"), {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    const again = claimsOf(((await (await refreshed(tokens)).json()) as Tokens).access_token);
    const subjects = [claims, claimsOf(tokens.id_token), (await info.json()) as Record<string, unknown>, again];
    expect(new Set(subjects.map((each) => each["sub"])).size).toBe(1);
    expect(claims["sub"]).not.toBe(own["sub"]);
    const callback = await browser.go(askedBy({ prompt: "none" }));
    expect(parametersOf(callback)).toEqual([expect.any(String), null]);

    workspace = newWorkspace();
    await given(accessFor({ [person.email]: "person" }));
    const elsewhere = claimsOf((await signedIn()).access_token);
    expect([elsewhere["sub"] === claims["sub"], elsewhere["cogrion_grant"]]).toEqual([false, "person"]);
  });

  test("may be one of a mail domain, or of a group, and of nothing that only looks like it", async () => {
    await given(accessFor({}, { domains: ["example.com"] }));
    await withSession();
    expect(claimsOf((await signedIn()).access_token)).toMatchObject({ cogrion_grant: "domain" });
    const name = `engineers-${randomBytes(3).toString("hex")}`;
    const { id } = await admin.groups.create({ name });
    const [user] = await admin.users.find({ email: person.email, exact: true });
    await admin.users.addToGroup({ id: user?.id ?? "", groupId: id });
    await clients.update(clientOf(workspace, [key], accessFor({}, { groups: [`/${name}`] })));
    const callback = await browser.go(askedBy({ prompt: "none" }));
    expect(claimsOf(((await (await askTokens(callback.url)).json()) as Tokens).access_token)).toMatchObject({
      cogrion_grant: "group",
    });
    const near = { domains: ["ample.com", "mail.example.com", "com"], groups: [name, `/${name}/x`, "/"] };
    await clients.update(clientOf(workspace, [key], accessFor({ [`x${person.email}`]: "person" }, near)));
    expect(parametersOf(await browser.go(askedBy()))).toEqual([null, "access_denied"]);
  });

  test("counts by an address that is verified, in whatever case it was written", async () => {
    await given(accessFor({ [person.email]: "person" }));
    const [user] = await admin.users.find({ email: person.email, exact: true });
    await withSession();
    await admin.users.update({ id: user?.id ?? "" }, { ...user, emailVerified: false });
    expect(parametersOf(await browser.go(askedBy()))).toEqual([null, "access_denied"]);
    await admin.users.update({ id: user?.id ?? "" }, { ...user, emailVerified: true });
    expect((await browser.go(askedBy())).status).toBe(200);
  });
});

describe("a workspace's client", () => {
  test("redeems a code with one of the keys that its BFF registered, and with nothing else", async () => {
    const next = await newClientKey();
    const access = accessFor({ [person.email]: "member" });
    await given(access, []);
    await withSession();
    await consented();
    const code = async (): Promise<string> => (await browser.go(askedBy({ prompt: "none" }))).url;
    const statusBy = async (by: ClientKey) => (await askTokens(await code(), by)).status;
    expect(await statusBy(key)).toBe(400);
    await given(access, [key, next]);
    expect([await statusBy(key), await statusBy(next), await statusBy(await newClientKey())]).toEqual([200, 200, 400]);
    await given(access, [next]);
    expect([await statusBy(key), await statusBy(next)]).toEqual([400, 200]);
    const asPublic = await askForTokens(host(), first.id, await code(), { client_id: workspace });
    expect([asPublic.status, await asPublic.json()]).toEqual([
      400,
      expect.objectContaining({ error: "invalid_client" }),
    ]);
  });

  test("asks for no more than that", async () => {
    await given(accessFor({ [person.email]: "member" }));
    await withSession();
    for (const scope of ["cogrion-api", "offline_access", "roles", "microprofile-jwt"]) {
      const page = await browser.go(askedBy({ scope: `openid ${scope}` }));
      expect([scope, ...parametersOf(page)]).toEqual([scope, null, "invalid_scope"]);
    }
    const elsewhere = await browser.go(askedBy({ redirect_uri: `${appOrigin}/callback/../elsewhere` }));
    expect([elsewhere.status, elsewhere.url.startsWith(appOrigin)]).toEqual([400, false]);
  });

  test("that was public, or trusted like one of ours, is found and limited", async () => {
    const wanted = clientOf(workspace, [key], accessFor({ [person.email]: "member" }));
    expect(await clients.differences(wanted)).toBeUndefined();
    expect(await clients.update(wanted)).toBe(false);
    const { redirectUris, webOrigins, clientId } = wanted;
    const { id } = await admin.clients.create({
      clientId,
      redirectUris: [...redirectUris, `${appOrigin}/*`],
      webOrigins,
      publicClient: true,
      standardFlowEnabled: true,
      consentRequired: false,
    });
    const scope = (await admin.clientScopes.find()).find(({ name }) => name === "cogrion-api");
    await admin.clients.addDefaultClientScope({ id, clientScopeId: scope?.id ?? "" });
    expect(await clients.differences(wanted)).toEqual(
      expect.arrayContaining([
        "publicClient",
        "consentRequired",
        "redirectUris",
        "defaultClientScopes",
        "cogrion.access",
      ]),
    );
    await clients.upsert(wanted);
    await clients.upsert(wanted);
    expect(await clients.differences(wanted)).toEqual([]);
  });

  test("has room for as many people as a workspace may grant", async () => {
    const many = Object.fromEntries(
      Array.from(
        { length: 1000 },
        (_, index) => [`${"a".repeat(64)}${index}@${"b".repeat(60)}.example`, "person"] as const,
      ),
    );
    await given(accessFor({ ...many, [person.email]: "member" }));
    await withSession();
    expect(claimsOf((await signedIn()).access_token)).toMatchObject({ cogrion_grant: "member" });
  });
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
