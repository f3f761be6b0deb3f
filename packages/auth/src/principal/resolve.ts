import type { IdentityInRegion, Place, Principal, RegionId, Store, VerifiedToken } from "@cogrion/domain";
import { CogrionError, normalizedEmailOf, servicePrincipalIdOf, trustedRegionOf } from "@cogrion/domain";
import { refuse } from "../token/refusal.ts";
import type { PrincipalDirectory } from "./directory.ts";

export type PrincipalSources = {
  directory: PrincipalDirectory;
  /** What this region stores in addition to memberships. */
  store: Pick<Store, "supportAccess" | "servicePrincipals" | "issuerLinks" | "accounts">;
  place: Place;
  /** The region whose realm is the only issuer of system roles. */
  primaryRegion: RegionId;
  now: () => Date;
};

/**
 * The one shape of `req.principal` in every region: the primary's identity, with what this region
 * stores about it. @throws CogrionError with status 401 or 503
 */
export const resolvePrincipal = async (token: VerifiedToken, sources: PrincipalSources): Promise<Principal> => {
  const servicePrincipalId = servicePrincipalIdOf(token.clientId);
  return servicePrincipalId === undefined
    ? resolvePerson(token, sources)
    : resolveService(token, servicePrincipalId, sources);
};

/**
 * An issuer's authority ends at its own region, except for the primary's realm, whose system roles
 * apply in all regions.
 */
const resolvePerson = async (token: VerifiedToken, sources: PrincipalSources): Promise<Principal> => {
  const { directory, place, primaryRegion } = sources;
  const region = trustedRegionOf(token.issuer, place.environment);
  if (region === place.region) {
    const identity = await directory.resolve(token);
    return region === primaryRegion
      ? withSupportAccess(identity, sources)
      : { ...identity, systemRoles: [], supportAccess: [] };
  }
  const staff = region === primaryRegion ? await directory.findBound(token) : undefined;
  const linked = await findLinked(token, sources);
  if (staff !== undefined && staff.systemRoles.length > 0)
    return withSupportAccess({ ...staff, accounts: linked?.accounts ?? [] }, sources);
  if (linked === undefined) throw issuerNotAccepted(place.region);
  return { ...linked, systemRoles: [], supportAccess: [] };
};

/**
 * The person who linked exactly this issuer and subject from a sign-in of this region. Read at each
 * request, so that unlinking takes effect at once on every replica.
 */
const findLinked = async (
  token: VerifiedToken,
  { directory, store, now }: PrincipalSources,
): Promise<IdentityInRegion | undefined> => {
  const link = await store.issuerLinks.findInForce(token, now());
  if (link === undefined || link.email !== normalizedEmailOf(token.email)) return undefined;
  const identity = await directory.find(link.email);
  if (identity?.uid !== link.principalUid || identity.kind !== "user") return undefined;
  return { ...identity, accounts: await store.accounts.rolesOf(identity.uid) };
};

const issuerNotAccepted = (region: RegionId): CogrionError =>
  new CogrionError("issuer_not_accepted", {
    detail: `This token was issued by another region's sign-in. Sign in at ${region} to work in this region, or link it there.`,
    meta: { region },
  });

/**
 * Read at each request, and only for staff: access that has expired or ended is no longer in force.
 */
const withSupportAccess = async (identity: IdentityInRegion, { store, now }: PrincipalSources): Promise<Principal> => {
  const isStaff = identity.systemRoles.length > 0;
  return { ...identity, supportAccess: isStaff ? await store.supportAccess.inForce(identity.uid, now()) : [] };
};

/**
 * The region's own record is read first, so that a token that outlives its service principal is
 * rejected at once, and another region's token creates no binding. Roles come from that record
 * only; memberships and system roles are not read.
 */
const resolveService = async (
  token: VerifiedToken,
  id: string,
  { directory, store, place, now }: PrincipalSources,
): Promise<Principal> => {
  const record = await store.servicePrincipals.find(id);
  const isOwn =
    record?.state === "active" &&
    record.subject === token.subject &&
    trustedRegionOf(token.issuer, place.environment) === place.region;
  if (!isOwn) throw refuse("revoked");
  const { uid, email, kind, externalId } = await directory.resolve(token);
  if (uid !== id || kind !== "service") throw refuse("revoked");
  await store.servicePrincipals.touch(id, now());
  const accounts = [{ id: record.accountId, roles: record.roles }];
  return { uid, email, kind, externalId, systemRoles: [], accounts, supportAccess: [] };
};
