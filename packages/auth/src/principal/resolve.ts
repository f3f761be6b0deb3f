import type { Place, Principal, Store, VerifiedToken } from "@cogrion/domain";
import { servicePrincipalIdOf, trustedRegionOf } from "@cogrion/domain";
import { refuse } from "../token/refusal.ts";
import type { PrincipalDirectory } from "./directory.ts";

export type PrincipalSources = {
  directory: PrincipalDirectory;
  /** What this region holds beside memberships. */
  store: Pick<Store, "supportAccess" | "servicePrincipals">;
  place: Place;
  now: () => Date;
};

/** The one shape of `req.principal` in every region: the primary's identity with what this region holds for it. @throws CogrionError of status 401 and 503 */
export const resolvePrincipal = async (token: VerifiedToken, sources: PrincipalSources): Promise<Principal> => {
  const servicePrincipalId = servicePrincipalIdOf(token.clientId);
  return servicePrincipalId === undefined
    ? resolvePerson(token, sources)
    : resolveService(token, servicePrincipalId, sources);
};

const resolvePerson = async (token: VerifiedToken, { directory, store, now }: PrincipalSources): Promise<Principal> => {
  const identity = await directory.resolve(token);
  // Asked for again with each request, and of nobody but staff: what has expired or was ended is not there any more.
  const isStaff = identity.systemRoles.length > 0;
  return { ...identity, supportAccess: isStaff ? await store.supportAccess.inForce(identity.uid, now()) : [] };
};

/**
 * The region's own record is asked first, so that a token that outlives its service principal is refused at once, and another region's token leads to no
 * binding. Roles come from that record alone: no membership and no system role is looked for.
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
