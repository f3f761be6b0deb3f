import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestRegion } from "@cogrion/testing/region/region";
import { auditActionsOf, callerWith, givenRequested, startTestRegion } from "@cogrion/testing/region/region";
import { authenticateWorkspace } from "./authenticate.ts";
import { listTokens } from "./list.ts";
import { mintToken } from "./mint.ts";
import { revokeToken } from "./revoke.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const now = new Date("2026-01-01");

it("shows a token's secret once, and stores none of it", async () => {
  const { id, caller } = await givenRequested(region);
  const minted = await mintToken(region, caller, { workspaceId: id, name: "bff" });
  expect(minted.secret).toMatch(/^cgw_[\w-]{43}$/);
  const { rows } = await region.pool.query(
    "select t::text as row from workspace_tokens t union all select a::text from audit_events a",
  );
  expect(JSON.stringify(rows)).not.toContain(minted.secret.slice(4, 20));
  const { secret: _secret, ...listed } = minted;
  expect(await listTokens(region, caller, id)).toEqual([listed]);
  expect(await auditActionsOf(region, minted.id)).toEqual(["workspace_token.minted succeeded principal"]);
});

it("accepts a token until it is revoked, and nothing that only looks like one", async () => {
  const { id, caller } = await givenRequested(region);
  const token = await mintToken(region, caller, { workspaceId: id, name: "bff" });
  expect(await authenticateWorkspace(region, token.secret, now)).toEqual({ workspaceId: id, tokenId: token.id });
  expect((await listTokens(region, caller, id))[0]?.lastUsedAt).toEqual(now);

  const flipped = token.secret.slice(0, -2) + (token.secret.endsWith("AA") ? "BB" : "AA");
  for (const secret of [
    "",
    "cgw_",
    flipped,
    `${token.secret} `,
    token.secret.toUpperCase(),
    "\0",
    "x".repeat(100_000),
  ]) {
    await expect(authenticateWorkspace(region, secret, now)).rejects.toMatchObject({
      code: "token_invalid",
      status: 401,
    });
  }
  await revokeToken(region, caller, { workspaceId: id, tokenId: token.id });
  await revokeToken(region, caller, { workspaceId: id, tokenId: token.id });
  await expect(authenticateWorkspace(region, token.secret, now)).rejects.toMatchObject({ code: "token_invalid" });
});

it("is for owners and admins, and for a workspace's own tokens", async () => {
  const [mine, other] = [await givenRequested(region), await givenRequested(region)];
  const theirs = await mintToken(region, other.caller, { workspaceId: other.id, name: "bff" });
  const operator = callerWith([{ id: mine.accountId, roles: ["operator"] }]);
  const denied = { code: "role_insufficient" };
  await expect(mintToken(region, operator, { workspaceId: mine.id, name: "x" })).rejects.toMatchObject(denied);
  await expect(listTokens(region, operator, mine.id)).rejects.toMatchObject(denied);
  await expect(revokeToken(region, operator, { workspaceId: mine.id, tokenId: theirs.id })).rejects.toMatchObject(
    denied,
  );
  await expect(mintToken(region, mine.caller, { workspaceId: other.id, name: "x" })).rejects.toMatchObject({
    code: "workspace_not_found",
  });
  for (const tokenId of [theirs.id, randomUUID()]) {
    await expect(revokeToken(region, mine.caller, { workspaceId: mine.id, tokenId })).rejects.toMatchObject({
      code: "token_not_found",
    });
  }
  expect(await authenticateWorkspace(region, theirs.secret, now)).toMatchObject({ workspaceId: other.id });
});
