import type { Identity, PrimaryPrincipals, Principal, Store, VerifiedToken } from "@cogrion/domain";
import { normalizedEmailOf } from "@cogrion/domain";

/**
 * Who the bearer of a verified token is, by the primary's record. Nothing of an answer outlives the request that asked.
 * @throws CogrionError `identity_mismatch`; `dependency_unavailable` when the record cannot be read, never a guess in its place.
 */
export type PrincipalDirectory = { resolve(token: VerifiedToken): Promise<Identity> };

/** In the primary region the record is in the region's own database. */
export const createLocalPrincipalDirectory = (store: Pick<Store, "principals">): PrincipalDirectory => ({
  resolve: (token) => store.principals.resolve(token),
});

/**
 * In another region the primary is asked for each request. Which subject an address is bound to was learnt at the first encounter and does not change, so
 * it is compared here; the identity itself is never kept.
 */
export const createRemotePrincipalDirectory = (
  primary: PrimaryPrincipals,
  { bindings }: Pick<Store, "bindings">,
): PrincipalDirectory => ({
  async resolve(token) {
    const uid = await bindings.find(token);
    if (uid === undefined) {
      const identity = await primary.resolve({ ...token, email: normalizedEmailOf(token.email) });
      await bindings.add(token, identity.uid);
      return identity;
    }
    const identity = await primary.findByEmail(normalizedEmailOf(token.email));
    if (identity?.uid === uid) return identity;
    throw await bindings.refuse(token);
  },
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
