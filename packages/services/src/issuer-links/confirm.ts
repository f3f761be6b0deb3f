import type { IssuerLink, Place, Store, VerifiedToken } from "@cogrion/domain";
import {
  CogrionError,
  issuerLinkLifetimeSeconds,
  normalizedEmailOf,
  servicePrincipalIdOf,
  trustedRegionOf,
} from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { isIssuerLinkCode, issuerLinkCodeHashOf } from "./code.ts";
import { issuerLinkNotFound, requireOwnSignIn } from "./require.ts";
import { auditIssuerLink, mailIssuerLink } from "./tell.ts";

export type ConfirmIssuerLinkDeps = {
  store: Store;
  place: Place;
  now: () => Date;
  /** @throws CogrionError with status 401, or `dependency_unavailable` */
  verifyToken: (token: string) => Promise<VerifiedToken>;
};

/**
 * Links the issuer and subject of the other region's token to the caller. The caller has to prove
 * three things at once: this region's sign-in, the mailbox that it names, and the other region's
 * sign-in with the same address. Each failure leaves an audit event.
 * @throws CogrionError `own_sign_in_required`, `people_only`, `issuer_link_not_found`,
 * `linked_token_rejected`, `issuer_link_exists`, `dependency_unavailable`
 */
export const confirmIssuerLink = async (
  deps: ConfirmIssuerLinkDeps,
  caller: Caller,
  { code, token }: { code: string; token: string },
): Promise<IssuerLink> => {
  requireOwnSignIn(caller);
  try {
    return await confirm(deps, caller, { code, token });
  } catch (error) {
    if (error instanceof CogrionError && error.status < 500) {
      const target = { kind: "principal", id: caller.principal.uid };
      const details = { code: error.code };
      await deps.store.audit.append(
        auditOf(caller, { accountId: undefined, action: "issuer_link.linked", target, outcome: "refused", details }),
      );
    }
    throw error;
  }
};

const confirm = async (
  deps: ConfirmIssuerLinkDeps,
  caller: Caller,
  { code, token }: { code: string; token: string },
): Promise<IssuerLink> => {
  const { store, now } = deps;
  const codeHash = issuerLinkCodeHashOf(code);
  const isOpen = (link: IssuerLink | undefined): link is IssuerLink =>
    link?.status === "pending" && link.principalUid === caller.principal.uid && link.expiresAt > now();
  const found = isIssuerLinkCode(code) ? await store.issuerLinks.findByCode(codeHash) : undefined;
  if (!isOpen(found)) throw issuerLinkNotFound();
  const identity = await identityOf(deps, found, token);
  return store.transaction(async (tx) => {
    await tx.issuerLinks.getForUpdate(found.id);
    // Checked again under the lock, because another request may have used the code.
    if (!isOpen(await tx.issuerLinks.findByCode(codeHash))) throw issuerLinkNotFound();
    const at = now();
    // The new link replaces an expired one.
    for (const each of await tx.issuerLinks.listOf(caller.principal.uid))
      if (each.status === "linked" && each.region === found.region && each.expiresAt <= at)
        await tx.issuerLinks.unlink(each.id, caller.principal.uid, at);
    const expiresAt = new Date(at.getTime() + issuerLinkLifetimeSeconds * 1000);
    const link = await tx.issuerLinks.link(found.id, identity, { at, expiresAt });
    await auditIssuerLink(tx, caller, link, "issuer_link.linked");
    await mailIssuerLink(tx, link, "issuer_linked", at);
    return link;
  });
};

/** The token's own statements, if it is a person's of the requested region and address. */
const identityOf = async (
  { place, verifyToken }: ConfirmIssuerLinkDeps,
  { region, email }: IssuerLink,
  token: string,
): Promise<{ issuer: string; subject: string }> => {
  let verified: VerifiedToken;
  try {
    verified = await verifyToken(token);
  } catch (error) {
    // A 401 would mean that the caller's own sign-in has ended.
    if (error instanceof CogrionError && error.status === 401)
      throw rejected(region, "It is not valid, or has expired.");
    throw error;
  }
  if (trustedRegionOf(verified.issuer, place.environment) !== region)
    throw rejected(region, "It is not of that region's realm.");
  if (servicePrincipalIdOf(verified.clientId) !== undefined) throw rejected(region, "It is not a person's.");
  if (normalizedEmailOf(verified.email) !== email)
    throw rejected(region, "Its address is not that of your sign-in here.");
  return { issuer: verified.issuer, subject: verified.subject };
};

const rejected = (region: string, why: string): CogrionError =>
  new CogrionError("linked_token_rejected", {
    detail: `The token of ${region} was rejected. ${why} Sign in at ${region} with the same address, and confirm again.`,
    meta: { region },
  });
