import type { IssuerLink, Place, RegionId, Store } from "@cogrion/domain";
import { CogrionError, issuerLinkCodeSeconds } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import type { QuotaDeps } from "../quotas/use.ts";
import { takeQuota } from "../quotas/use.ts";
import { requireOwnSignIn } from "./require.ts";
import { auditIssuerLink } from "./tell.ts";

/**
 * Mails a code to the address that this region's realm knows. A newer request replaces an older one.
 * @throws CogrionError `own_sign_in_required`, `people_only`, `region_invalid`, `issuer_link_exists`, `rate_limited`
 */
export const requestIssuerLink = async (
  deps: { store: Store; place: Place; now: () => Date } & QuotaDeps,
  caller: Caller,
  { region }: { region: RegionId },
): Promise<IssuerLink> => {
  requireOwnSignIn(caller);
  const { uid, email } = caller.principal;
  if (region === deps.place.region)
    throw new CogrionError("region_invalid", {
      detail: `You are signed in at ${region} already. Name another region.`,
    });
  return deps.store.transaction(async (tx) => {
    await takeQuota(tx, deps, "issuer_links_requested", uid);
    const at = deps.now();
    const before = (await tx.issuerLinks.listOf(uid)).find(
      (each) => each.region === region && each.status === "linked",
    );
    if (before !== undefined && before.expiresAt > at)
      throw new CogrionError("issuer_link_exists", {
        detail: `Your sign-in of ${region} is linked already. Unlink it first, to link another one.`,
        meta: { issuer_link_id: before.id },
      });
    const expiresAt = new Date(at.getTime() + issuerLinkCodeSeconds * 1000);
    const link = await tx.issuerLinks.request({ principalUid: uid, email, region, requestedAt: at, expiresAt });
    await tx.mails.enqueue({ kind: "issuer_link_code", issuerLinkId: link.id, recipient: email }, at);
    await auditIssuerLink(tx, caller, link, "issuer_link.requested");
    return link;
  });
};
