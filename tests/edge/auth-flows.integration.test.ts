import { randomBytes } from "node:crypto";
import type KeycloakAdminClient from "@keycloak/keycloak-admin-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "@cogrion/testing/until";
import { createBrowser, isBehind, textOf } from "./support/browser.ts";
import { claimsOf, flowsAt, mailedLinkTo } from "./support/flows.ts";
import type { ProxyHosts } from "./support/hosts.ts";
import { hostNames, startProxyHosts } from "./support/hosts.ts";
import { adminOf, createPerson } from "./support/keycloak.ts";
import { clientId, deviceClientId, edgeStand } from "./support/stand.ts";

const globalOrigin = "https://auth.test";
const { authorizationUrl, endpoint, originOf, post, redeem, signIn } = flowsAt(globalOrigin);
const { regions, admin: adminCredentials, partnerUser, partnerOrigin, appOrigin, redirectUri } = edgeStand();
const [first] = regions;
const elsewhere = (met: readonly string[]): string[] =>
  met.filter((each) => !isBehind(globalOrigin, new URL(each.split(" ")[1] ?? "").origin));

let hosts: ProxyHosts;
let admin: KeycloakAdminClient;
beforeAll(async () => {
  hosts = await startProxyHosts({ globalOrigin });
});
afterAll(() => hosts?.stop());

describe.each(hostNames)("through the sign-in proxy in %s", (name) => {
  const browse = () => createBrowser(hosts.of(name), globalOrigin);
  beforeAll(async () => {
    admin = await adminOf(first, adminCredentials);
  });

  test("somebody signs in, is known at the second visit, refreshes, and signs out, without meeting the regional host", async () => {
    const host = hosts.of(name);
    const browser = browse();
    const page = await browser.go(authorizationUrl("sgp-1"));
    expect(page.response?.headers.getSetCookie().length).toBeGreaterThan(2);
    expect(page.html).not.toContain(`${first.origin}/realms/sgp-1/`);
    const { url: callback } = await signIn(browser, "sgp-1");
    expect(callback.startsWith(`${redirectUri}?`)).toBe(true);
    // RFC 9207: the issuer is the region's, not the host that the browser used.
    expect(new URL(callback).searchParams.get("iss")).toBe(`${first.origin}/realms/sgp-1`);

    const tokens = await redeem(host, "sgp-1", callback);
    for (const token of [tokens.access_token, tokens.id_token]) {
      expect(claimsOf(token)["iss"]).toBe(`${first.origin}/realms/sgp-1`);
    }
    const userinfo = await host.fetch(endpoint("sgp-1", "userinfo"), {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(await userinfo.json()).toMatchObject({ email: edgeStand().user.email });
    const refreshed = await post(host, "sgp-1", "token", {
      grant_type: "refresh_token",
      client_id: clientId,
      refresh_token: tokens.refresh_token,
    });
    expect(refreshed.status).toBe(200);
    // It stays valid after its response was lost; a token that is none is rejected in the client's terms.
    const refreshBy = (token: string): Promise<Response> =>
      post(host, "sgp-1", "token", { grant_type: "refresh_token", client_id: clientId, refresh_token: token });
    expect((await refreshBy(tokens.refresh_token)).status).toBe(200);
    const rejected = await refreshBy(tokens.access_token);
    expect([rejected.status, await rejected.json()]).toMatchObject([400, { error: "invalid_grant" }]);

    const secondVisit = await browser.go(authorizationUrl("sgp-1"));
    expect(secondVisit.url.startsWith(`${redirectUri}?`)).toBe(true);
    const again = await redeem(host, "sgp-1", secondVisit.url);

    const logout = new URLSearchParams({
      id_token_hint: again.id_token,
      post_logout_redirect_uri: `${appOrigin}/signed-out`,
      state: "s2",
    });
    const bye = await browser.go(`${endpoint("sgp-1", "logout")}?${logout.toString()}`);
    expect(bye.url).toBe(`${appOrigin}/signed-out?state=s2`);
    expect((await browser.go(authorizationUrl("sgp-1"))).html).toContain('name="password"');
    expect(elsewhere(browser.met)).toEqual([]);
  });

  test("somebody without an application's hint is asked before they are signed out", async () => {
    const browser = browse();
    await signIn(browser, "sgp-1");
    const asked = await browser.go(endpoint("sgp-1", "logout"));
    expect(textOf(asked.html)).toContain("Do you want to log out?");
    const out = await browser.submit(asked, { confirmLogout: "Logout" });
    expect(textOf(out.html)).toContain("You are logged out");
    expect((await browser.go(authorizationUrl("sgp-1"))).html).toContain('name="password"');
  });

  test("two regions are signed in side by side, and signed out of one by one", async () => {
    const browser = browse();
    for (const { id, origin } of regions) {
      const { url } = await signIn(browser, id);
      expect(new URL(url).searchParams.get("iss")).toBe(`${origin}/realms/${id}`);
    }
    for (const { id } of regions) {
      const cookies = browser.cookiesOf(originOf(id));
      expect(cookies.length).toBeGreaterThan(2);
      for (const { pair, path } of cookies) {
        expect([pair.startsWith(`__Host-${id}.K`) || pair.startsWith(`__Host-${id}.A`), path]).toEqual([true, "/"]);
      }
    }
    await browser.submit(await browser.go(endpoint("sgp-1", "logout")), { confirmLogout: "Logout" });
    expect((await browser.go(authorizationUrl("frankfurt-1"))).url).toContain(`${redirectUri}?`);
    expect((await browser.go(authorizationUrl("sgp-1"))).html).toContain('name="password"');
  });

  test("somebody changes a password that has to be changed, and completes a profile that has a gap", async () => {
    const person = await createPerson(admin, { requiredActions: ["UPDATE_PASSWORD"], hasName: false });
    const browser = browse();
    const password = randomBytes(12).toString("base64url");
    const change = await signIn(browser, "sgp-1", person);
    expect(change.url).toContain(`${originOf("sgp-1")}/realms/sgp-1/login-actions/required-action?`);
    const profile = await browser.submit(change, { "password-new": password, "password-confirm": password });
    expect(profile.html).toContain('name="firstName"');
    const done = await browser.submit(profile, { email: person.email, firstName: "Grace", lastName: "Hopper" });
    expect(done.url.startsWith(`${redirectUri}?`)).toBe(true);
    const { id_token: idToken } = await redeem(hosts.of(name), "sgp-1", done.url);
    expect(claimsOf(idToken)).toMatchObject({ given_name: "Grace", email: person.email });
    expect((await signIn(browse(), "sgp-1", { ...person, password })).url).toContain(`${redirectUri}?`);
  });

  test("somebody who forgot their password sets a new one by a mailed link, which the regional host sends on", async () => {
    const person = await createPerson(admin);
    const browser = browse();
    const password = randomBytes(12).toString("base64url");
    const forgot = await browser.follow(await browser.go(authorizationUrl("sgp-1")), /reset-credentials/);
    const sent = await browser.submit(forgot, { username: person.email });
    expect(textOf(sent.html)).toContain("You should receive an email");
    const link = await mailedLinkTo(person.email);
    expect(link.startsWith(`${first.origin}/realms/sgp-1/login-actions/action-token?`)).toBe(true);
    const change = await browser.go(link);
    expect(change.url.startsWith(`${originOf("sgp-1")}/realms/sgp-1/login-actions/`)).toBe(true);
    const done = await browser.submit(change, { "password-new": password, "password-confirm": password });
    expect(done.url.startsWith(`${redirectUri}?`)).toBe(true);
    // Only the mail's link reached the regional host.
    expect(elsewhere(browser.met)).toEqual([`GET ${first.origin}/realms/sgp-1/login-actions/action-token`]);
    expect((await signIn(browse(), "sgp-1", { ...person, password })).url).toContain(`${redirectUri}?`);
  });

  test("a device is signed in from a browser, with the person's consent", async () => {
    const host = hosts.of(name);
    const started = await post(host, "sgp-1", "auth/device", { client_id: deviceClientId });
    const device = (await started.json()) as Record<string, string>;
    for (const each of ["verification_uri", "verification_uri_complete"]) {
      expect(device[each]).toMatch(/^https:\/\/sgp-1\.auth\.test\/realms\/sgp-1\/device/);
    }
    const poll = () =>
      post(host, "sgp-1", "token", {
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        client_id: deviceClientId,
        device_code: device["device_code"] ?? "",
      });
    expect(await (await poll()).json()).toMatchObject({ error: "authorization_pending" });
    const browser = browse();
    const login = await browser.submit(await browser.go(device["verification_uri"] ?? ""), {
      device_user_code: device["user_code"] ?? "",
    });
    const { email, password } = edgeStand().user;
    const consent = await browser.submit(login, { username: email, password });
    expect(textOf(consent.html)).toContain("grant these access privileges");
    const done = await browser.submit(consent, { accept: "Yes" });
    expect(textOf(done.html)).toContain("Device Login Successful");
    const tokens = await until("the device's tokens", async () => {
      const answer = await poll();
      return answer.status === 200 && ((await answer.json()) as { access_token: string });
    });
    expect(claimsOf(tokens.access_token)).toMatchObject({ iss: `${first.origin}/realms/sgp-1`, azp: deviceClientId });
  });

  test("somebody signs in at their company's identity provider, whose callback the regional host sends on, and out of both", async () => {
    const browser = browse();
    const choice = await browser.go(authorizationUrl("sgp-1"));
    const theirs = await browser.follow(choice, /\/broker\/partner\/login/);
    expect(theirs.url.startsWith(`${partnerOrigin}/realms/partner/protocol/openid-connect/auth?`)).toBe(true);
    // The provider's registration does not change.
    expect(new URL(theirs.url).searchParams.get("redirect_uri")).toBe(
      `${first.origin}/realms/sgp-1/broker/partner/endpoint`,
    );
    const done = await browser.submit(theirs, { username: partnerUser.email, password: partnerUser.password });
    expect(done.url.startsWith(`${redirectUri}?`)).toBe(true);
    expect(new URL(done.url).searchParams.get("iss")).toBe(`${first.origin}/realms/sgp-1`);
    expect(browser.met).toContain(`GET ${first.origin}/realms/sgp-1/broker/partner/endpoint`);
    const { id_token: idToken } = await redeem(hosts.of(name), "sgp-1", done.url);
    expect(claimsOf(idToken)["email"]).toBe(partnerUser.email);

    const logout = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: `${appOrigin}/signed-out` });
    const bye = await browser.go(`${endpoint("sgp-1", "logout")}?${logout.toString()}`);
    expect(bye.url).toContain(`${appOrigin}/signed-out`);
    expect(browser.met).toContain(`GET ${first.origin}/realms/sgp-1/broker/partner/endpoint/logout_response`);
    // Also at the company: nobody can sign in again with that session.
    const again = await browser.follow(await browser.go(authorizationUrl("sgp-1")), /\/broker\/partner\/login/);
    expect(again.html).toContain('name="password"');
  });
});
