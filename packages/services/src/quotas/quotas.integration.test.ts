import { randomUUID } from "node:crypto";
import type { QuotaLimits, QuotaName, RegionId } from "@cogrion/domain";
import { defaultQuotaLimits, isReservedSlug, quotas } from "@cogrion/domain";
import type { TestRegion } from "@cogrion/testing/region/region";
import { callerWith, clientRole, givenOwner, givenRequested, startTestRegion } from "@cogrion/testing/region/region";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createAccount } from "../accounts/create.ts";
import { acceptInvitation } from "../invitations/accept.ts";
import { createInvitation } from "../invitations/create.ts";
import { invitationTokenHashOf } from "../invitations/token.ts";
import { requestIssuerLink } from "../issuer-links/request.ts";
import { mintToken } from "../tokens/mint.ts";
import { createWorkspace } from "../workspaces/create.ts";
import { reserveWorkspaceId } from "../workspaces/reserve.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region?.stop());

const withLimits = (limits: Partial<Record<QuotaName, number>>) => ({
  ...region,
  now: () => new Date(),
  quotaLimits: { ...defaultQuotaLimits, ...limits } satisfies QuotaLimits,
});
const outcomeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "done",
    (error: { code?: string; meta?: { quota?: string }; retryAfterSeconds?: number }) =>
      error.code === undefined ? error : [error.code, error.meta?.quota],
  );
/** Moves a subject's uses into the past. */
const passDay = (subject: string) =>
  region.pool.query("update quota_uses set used_at = used_at - interval '24 hours 1 second' where subject = $1", [
    subject,
  ]);

it("a person cannot create more accounts in a day than the quota, even with simultaneous requests", async () => {
  const uid = randomUUID();
  const create = () => createAccount(withLimits({ accounts_created: 3 }), callerWith([], { uid }), { name: "Acme" });
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => outcomeOf(create())));
  expect(outcomes.filter((each) => each === "done")).toHaveLength(3);
  expect(outcomes).toContainEqual(["rate_limited", "accounts_created"]);
  await expect(create()).rejects.toMatchObject({ status: 429, retryAfterSeconds: expect.any(Number) });
  await passDay(uid);
  expect(await outcomeOf(create())).toBe("done");
});

it("a person owns so many accounts, and belongs to so many", async () => {
  const uid = randomUUID();
  const create = (limits: Partial<Record<QuotaName, number>>) =>
    outcomeOf(createAccount(withLimits(limits), callerWith([], { uid }), { name: "Acme" }));
  expect(await create({ accounts_owned: 1 })).toBe("done");
  expect(await create({ accounts_owned: 1 })).toEqual(["quota_exceeded", "accounts_owned"]);
  expect(await create({ memberships: 1 })).toEqual(["quota_exceeded", "memberships"]);
});

it("a person with the maximum number of accounts cannot accept a further invitation, and it stays open", async () => {
  const owner = await givenOwner(region);
  const deps = withLimits({ memberships: 1 });
  const invited = await givenOwner(region);
  const invitation = await createInvitation(deps, owner.caller, {
    accountId: owner.accountId,
    email: invited.caller.principal.email.replace("ada", `ada-${randomUUID()}`),
    roles: ["viewer"],
  });
  const token = `cgi_${randomUUID().replaceAll("-", "")}${"x".repeat(11)}`;
  await region.store.invitations.addToken(invitation.id, 1, invitationTokenHashOf(token));
  const caller = { ...invited.caller, principal: { ...invited.caller.principal, email: invitation.email } };
  expect(await outcomeOf(acceptInvitation(deps, caller, { token }))).toEqual(["quota_exceeded", "memberships"]);
  expect(await outcomeOf(acceptInvitation(withLimits({}), caller, { token }))).toBe("done");
});

it("invitations are counted for the person over all their accounts, and for the account over all its people", async () => {
  const one = await givenOwner(region);
  const uid = one.caller.principal.uid;
  const other = await createAccount(region, one.caller, { name: "Another" });
  const both = callerWith(
    [one.accountId, other.id]
      .map((id) => ({ id, roles: ["owner"] as const }))
      .map((each) => ({ ...each, roles: [...each.roles] })),
    { uid },
  );
  const invite = (accountId: string, limits: Partial<Record<QuotaName, number>>) => {
    const email = `${randomUUID()}@example.com`;
    return outcomeOf(createInvitation(withLimits(limits), both, { accountId, email, roles: ["viewer"] }));
  };
  expect(await invite(one.accountId, { invitations_sent_by_person: 2 })).toBe("done");
  expect(await invite(other.id, { invitations_sent_by_person: 2 })).toBe("done");
  expect(await invite(other.id, { invitations_sent_by_person: 2 })).toEqual([
    "rate_limited",
    "invitations_sent_by_person",
  ]);
  expect(await invite(one.accountId, { invitations_sent: 1 })).toEqual(["rate_limited", "invitations_sent"]);
});

it("workspaces are counted in a day for the person and for the account, and live ones for the account", async () => {
  const { caller, accountId } = await givenRequested(region);
  const create = async (limits: Partial<Record<QuotaName, number>>) => {
    const id = await reserveWorkspaceId(region, caller, { accountId, slug: undefined });
    return outcomeOf(createWorkspace(withLimits(limits), caller, { accountId, id, aws: clientRole }));
  };
  expect(await create({ workspaces_created: 1 })).toEqual(["rate_limited", "workspaces_created"]);
  expect(await create({ workspaces_created_by_person: 1 })).toEqual(["rate_limited", "workspaces_created_by_person"]);
  expect(await create({ workspaces: 1 })).toEqual(["quota_exceeded", "workspaces"]);
  expect(await create({})).toBe("done");
});

it("a person requests so many links of other regions' sign-ins in a day", async () => {
  const caller = { ...(await givenOwner(region)).caller, isOwnSignIn: true };
  const request = (index: string) =>
    outcomeOf(
      requestIssuerLink(withLimits({ issuer_links_requested: 2 }), caller, {
        region: `oslo-${index}` as RegionId,
      }),
    );
  expect([await request("1"), await request("2")]).toEqual(["done", "done"]);
  expect(await request("3")).toEqual(["rate_limited", "issuer_links_requested"]);
});

it("a workspace has so many valid tokens, and so many are minted in a day", async () => {
  const { caller, id } = await givenRequested(region);
  const mint = (limits: Partial<Record<QuotaName, number>>) =>
    outcomeOf(mintToken(withLimits(limits), caller, { workspaceId: id, name: "bff" }));
  expect(await mint({ workspace_tokens: 1 })).toBe("done");
  expect(await mint({ workspace_tokens: 1 })).toEqual(["quota_exceeded", "workspace_tokens"]);
  const [token] = await region.store.tokens.list(id);
  await region.store.tokens.revoke(id, token?.id ?? "");
  expect(await mint({ workspace_tokens: 1 })).toBe("done");
  expect(await mint({ workspace_tokens_minted: 2 })).toEqual(["rate_limited", "workspace_tokens_minted"]);
});

it("a token shows who created it", async () => {
  const { caller, id } = await givenRequested(region);
  await mintToken(region, caller, { workspaceId: id, name: "bff" });
  expect((await region.store.tokens.list(id)).map(({ mintedBy }) => mintedBy)).toEqual([caller.principal.uid]);
});

it.each(["api", "login", "prod", "paypal", "paypal-secure", "cogrion-support", "xn--80ak6aa92e"])(
  "the slug %s is reserved, and reserves nothing",
  async (slug) => {
    expect(isReservedSlug(slug)).toBe(true);
    const { caller, accountId } = await givenOwner(region);
    await expect(reserveWorkspaceId(region, caller, { accountId, slug })).rejects.toMatchObject({
      code: "workspace_slug_invalid",
    });
    const { rows } = await region.pool.query("select 1 from tenants where workspace_id = $1", [`w-${slug}`]);
    expect(rows).toEqual([]);
  },
);

it("a person with very many memberships costs no more to know than the bound", async () => {
  const uid = randomUUID();
  await region.pool.query(
    `with made as (insert into accounts (id, name) select gen_random_uuid(), 'x' from generate_series(1, 1500) returning id)
     insert into account_members (account_id, principal_uid, email, roles) select id, $1, 'many@example.com', '{viewer}' from made`,
    [uid],
  );
  expect(await region.store.accounts.rolesOf(uid)).toHaveLength(1000);
  expect(quotas.memberships.limit).toBeLessThan(1000);
});
