import { randomUUID } from "node:crypto";
import type { IssuerLink, RegionId } from "@cogrion/domain";
import { issuerLinkCodeHashOf, newIssuerLinkCode } from "@cogrion/services/issuer-links/code";
import { accessClaims, createSigningKey, jwkOf, signToken, startRealm } from "@cogrion/testing/realm/realm";
import type { Stage } from "../../support/stage.ts";
import type { OperationCase } from "../case.ts";

let regions = 0;
/** The realm of another region, whose keys are ours; it ends with the process of the test file. */
let otherRealm: Promise<{ tokenOf: (email: string) => Promise<string> }> | undefined;

const startOtherRealm = async () => {
  const key = createSigningKey("other");
  const realm = await startRealm("frankfurt-1");
  realm.publish([jwkOf(key)]);
  const claims = () => accessClaims(realm.issuer, new Date());
  return { tokenOf: (email: string) => signToken(key, { ...claims(), sub: randomUUID(), email }) };
};

const uidOfVera = async ({ store, accountId }: Stage): Promise<string> =>
  (await store.members.findByEmail(accountId, "vera@example.com"))?.principalUid ?? "";

const givenRequest = async (stage: Stage, region: string): Promise<{ link: IssuerLink; code: string }> => {
  const principalUid = await uidOfVera(stage);
  const [requestedAt, expiresAt] = [new Date(), new Date(Date.now() + 600_000)];
  const about = { principalUid, email: "vera@example.com", region: region as RegionId, requestedAt, expiresAt };
  const link = await stage.store.issuerLinks.request(about);
  const code = newIssuerLinkCode();
  await stage.store.issuerLinks.addCode(link.id, issuerLinkCodeHashOf(code));
  return { link, code };
};

const givenLink = async (stage: Stage): Promise<IssuerLink> => {
  const { link } = await givenRequest(stage, `tokyo-${++regions}`);
  const identity = { issuer: `http://localhost:8080/realms/${link.region}`, subject: randomUUID() };
  return stage.store.issuerLinks.link(link.id, identity, { at: new Date(), expiresAt: new Date(Date.now() + 600_000) });
};

export const issuerLinkCases = {
  "issuer_links.request": async () => ({ as: "vera", body: { region: `osaka-${++regions}` } }),
  "issuer_links.confirm": async (stage) => {
    for (const { id } of await stage.store.issuerLinks.listOf(await uidOfVera(stage)))
      await stage.store.issuerLinks.unlink(id, randomUUID(), new Date());
    const { code } = await givenRequest(stage, "frankfurt-1");
    otherRealm ??= startOtherRealm();
    return { as: "vera", body: { code, access_token: await (await otherRealm).tokenOf("vera@example.com") } };
  },
  "issuer_links.list_own": async () => ({}),
  "issuer_links.unlink_own": async (stage) => ({
    as: "vera",
    params: { issuer_link_id: (await givenLink(stage)).id },
  }),
  "issuer_links.list": async ({ accountId }) => ({ params: { account_id: accountId } }),
  "issuer_links.unlink": async (stage) => ({
    params: { account_id: stage.accountId, issuer_link_id: (await givenLink(stage)).id },
  }),
} satisfies Record<string, OperationCase>;
