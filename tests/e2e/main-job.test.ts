import { createApiClient, routes } from "@cogrion/contract";
import { workspaceUrlOf } from "@cogrion/domain";
import { accountInventory, createClientRole } from "@cogrion/emulators/aws/index";
import { expect, test } from "vitest";
import { followWorkspace } from "@cogrion/cli/client/follow-workspace";
import { newClientKey } from "@cogrion/testing/client-key";
import { signIn, statusOfLoginPage } from "@cogrion/testing/sign-in";
import { useSharedSystem } from "@cogrion/testing/shared-system";
import { until } from "@cogrion/testing/until";

const system = useSharedSystem();
const awsAccountId = "717171717171";

test("a workspace comes to life in nine steps, signs people in at its own hosts alone, and leaves nothing behind when it is deleted", async () => {
  const api = await system.clientOf("owner@acme.example");
  const account = await api.call(routes.createAccount, { body: { name: "Acme" } });
  const aws = { account_id: awsAccountId };
  const { id } = await api.call(routes.createWorkspace, { body: { account_id: account.id, slug: "acme", aws } });
  const params = { workspace_id: id };
  const follow = { onEvent: () => undefined, signal: AbortSignal.timeout(120_000) };

  const waiting = await followWorkspace(api, id, follow);
  expect(waiting).toMatchObject({ state: "blocked", hint: { code: "role_not_assumable", owner: "client" } });

  const template = await api.call(routes.getOnboardingTemplate, { params });
  const role = { endpointUrl: system.parts.aws.endpointUrl, accountId: awsAccountId, roleName: template.role_name };
  await createClientRole({
    ...role,
    trustPolicy: template.trust_policy,
    permissionsPolicy: template.permissions_policy,
  });
  await api.call(routes.retryWorkspace, { params });
  const provisioned = await followWorkspace(api, id, follow);
  expect(provisioned.hint).toBeNull();
  expect(provisioned.state).toBe("awaiting_bff");

  const { items: steps } = await api.call(routes.listSteps, { params });
  expect(steps.map((step) => step.status)).toEqual(Array.from({ length: 9 }, () => "succeeded"));
  // None failed and was repeated; ACM's delay until it returns its record is an expected wait.
  expect(steps.filter((step) => step.attempts !== 1)).toEqual([]);
  const { items: ledger } = await api.call(routes.listLedger, { params });
  expect(ledger.every((entry) => entry.status === "present")).toBe(true);

  const [bffUrl = "", appUrl = ""] = (["bff", "app"] as const).map((service) =>
    workspaceUrlOf(service, id, system.place, { localBffPort: system.bffPort }),
  );
  const client = { issuer: system.issuer, clientId: id };
  const user = { username: "owner@acme.example", password: system.password };
  const key = await newClientKey();
  const { token } = await api.call(routes.mintToken, { params, body: { name: "bff" } });
  const bff = createApiClient({ baseUrl: system.apiUrl, token: () => Promise.resolve(token) });
  await bff.call(routes.registerBff, {
    params,
    headers: { "idempotency-key": "first-start" },
    body: { bff_url: bffUrl, jwks: { keys: [key.publicKey] } },
  });
  await until("the realm to know the BFF's key", async () => {
    const { is_in_force: isInForce } = await api.call(routes.listSignInGrants, { params });
    return isInForce || undefined;
  });
  const { callback, tokens } = await signIn({ ...client, redirectUri: `${bffUrl}/bff/callback` }, user, key);
  expect(callback.origin).toBe(bffUrl);
  expect(callback.searchParams.get("iss")).toBe(system.issuer);
  expect(tokens).toMatchObject({ token_type: "Bearer", id_token: expect.any(String) });
  expect(await statusOfLoginPage({ ...client, redirectUri: `${appUrl}/bff/callback` })).toBe(200);
  const strangers = [
    bffUrl.replace("//bff.", "//other."),
    bffUrl.replace("//bff.", "//bff.bff."),
    bffUrl.replace(`.${id}.`, `.${id}-b.`),
    `${bffUrl}.evil.example`,
    bffUrl.replace("://", "://evil.example#"),
    bffUrl.replace("http:", "javascript:"),
  ];
  for (const path of ["/", "/callback", "/bff/callback/more", "/bff/../elsewhere"]) {
    expect([path, await statusOfLoginPage({ ...client, redirectUri: `${bffUrl}${path}` })]).toEqual([path, 400]);
  }
  for (const each of strangers) {
    expect([each, await statusOfLoginPage({ ...client, redirectUri: `${each}/bff/callback` })]).toEqual([each, 400]);
  }

  await api.call(routes.deleteWorkspace, { params });
  const deleted = await followWorkspace(api, id, follow);
  expect(deleted.state).toBe("deleted");
  const receipt = await api.call(routes.getReceipt, { params });
  expect(receipt.left).toEqual([]);
  const inventory = await accountInventory(system.parts.aws.endpointUrl, awsAccountId);
  expect(inventory.hostedZones).toEqual([]);
  expect(inventory.certificates).toEqual([]);
});
