import type { Identity, Principal, Store, VerifiedToken } from "@cogrion/domain";

/**
 * Who the bearer of a verified token is, by the primary's record. Nothing of an answer outlives the request that asked.
 * @throws CogrionError `identity_mismatch`; `dependency_unavailable` when the record cannot be read, never a guess in its place.
 */
export type PrincipalDirectory = { resolve(token: VerifiedToken): Promise<Identity> };

/** In the primary region the record is in the region's own database. */
export const createLocalPrincipalDirectory = (store: Pick<Store, "principals">): PrincipalDirectory => ({
  resolve: (token) => store.principals.resolve(token),
});

export type PrincipalSources = {
  directory: PrincipalDirectory;
  /** The memberships that this region holds. */
  store: Pick<Store, "accounts">;
};

/** The one shape of `req.principal` in every region: the primary's identity with this region's memberships. */
export const resolvePrincipal = async (
  token: VerifiedToken,
  { directory, store }: PrincipalSources,
): Promise<Principal> => {
  const { uid, email, kind, externalId, systemRoles } = await directory.resolve(token);
  return { uid, email, kind, externalId, systemRoles, accounts: await store.accounts.rolesOf(uid) };
};
