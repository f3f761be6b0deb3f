import { setImmediate as nextTurn } from "node:timers/promises";
import type { Identity, IdentityInRegion, PrimaryPrincipals, Store, VerifiedToken } from "@cogrion/domain";
import { CogrionError, normalizedEmailOf } from "@cogrion/domain";

/**
 * The principal of a verified token, according to the primary's record, with the memberships of
 * this region. No result outlives its request.
 * @throws CogrionError `identity_mismatch`; `dependency_unavailable` if the record cannot be read,
 * never a guess instead
 */
export type PrincipalDirectory = {
  /**
   * Creates or binds the principal at the first sign-in; only for tokens of the region's own realm.
   */
  resolve(token: VerifiedToken): Promise<IdentityInRegion>;
  /**
   * Changes nothing. Undefined if the primary's record does not bind the address to this subject of
   * the issuer.
   */
  findBound(token: VerifiedToken): Promise<Identity | undefined>;
  /** The primary's record of an address, whatever it is bound to. Changes nothing. */
  find(email: string): Promise<Identity | undefined>;
};

/**
 * In the primary region the record is in the region's own database; one statement reads all of it.
 */
export const createLocalPrincipalDirectory = (store: Pick<Store, "principals">): PrincipalDirectory => ({
  resolve: (token) => store.principals.resolve(token),
  findBound: (token) => store.principals.findBound(token),
  find: (email) => store.principals.findByEmail(email),
});

/**
 * Other regions call the primary for each request. The subject of an address was learnt at the
 * first sign-in and does not change, so it is compared here; the identity itself is never cached.
 */
export const createRemotePrincipalDirectory = (
  primary: PrimaryPrincipals,
  { bindings, accounts }: Pick<Store, "bindings" | "accounts">,
): PrincipalDirectory => ({
  async resolve(token) {
    const email = normalizedEmailOf(token.email);
    // Both at once, so that the region's own lookup adds no time to the call to the primary. The
    // call to the primary starts first: before the HTTP client writes on an idle connection, it
    // checks, in the next turn of the event loop, whether the connection has ended.
    const asked = primary.findByEmail(email);
    asked.catch(() => undefined);
    await nextTurn();
    const bound = await bindings.find(token);
    if (bound === undefined) {
      const identity = await primary.resolve({ ...token, email });
      await bindings.add(token, identity.uid);
      return { ...identity, accounts: await accounts.rolesOf(identity.uid) };
    }
    const identity = await asked;
    if (identity?.uid === bound.uid) return { ...identity, accounts: bound.accounts };
    throw await bindings.refuse(token);
  },

  async findBound(token) {
    try {
      return await primary.resolve({ ...token, email: normalizedEmailOf(token.email) });
    } catch (error) {
      if (error instanceof CogrionError && error.code === "principal_not_found") return undefined;
      throw error;
    }
  },

  find: (email) => primary.findByEmail(email),
});
