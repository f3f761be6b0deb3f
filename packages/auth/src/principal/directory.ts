import { setImmediate as nextTurn } from "node:timers/promises";
import type { Identity, IdentityInRegion, PrimaryPrincipals, Store, VerifiedToken } from "@cogrion/domain";
import { CogrionError, normalizedEmailOf } from "@cogrion/domain";

/**
 * Who the bearer of a verified token is, by the primary's record, with the memberships of this region. Nothing of an answer outlives the request that asked.
 * @throws CogrionError `identity_mismatch`; `dependency_unavailable` when the record cannot be read, never a guess in its place.
 */
export type PrincipalDirectory = {
  /** Creates or binds the principal on first encounter: for tokens of the region's own realm only. */
  resolve(token: VerifiedToken): Promise<IdentityInRegion>;
  /** Changes nothing. Undefined where the primary's record does not bind the address to this subject of the issuer. */
  findBound(token: VerifiedToken): Promise<Identity | undefined>;
};

/** In the primary region the record is in the region's own database: one statement asks for all of it. */
export const createLocalPrincipalDirectory = (store: Pick<Store, "principals">): PrincipalDirectory => ({
  resolve: (token) => store.principals.resolve(token),
  findBound: (token) => store.principals.findBound(token),
});

/**
 * In another region the primary is asked for each request. Which subject an address is bound to was learnt at the first encounter and does not change, so
 * it is compared here; the identity itself is never kept.
 */
export const createRemotePrincipalDirectory = (
  primary: PrimaryPrincipals,
  { bindings, accounts }: Pick<Store, "bindings" | "accounts">,
): PrincipalDirectory => ({
  async resolve(token) {
    const email = normalizedEmailOf(token.email);
    // Both at once: what the region itself knows does not add to the way to the primary and back. The farther question is on its way first: the HTTP
    // client looks for the end of a connection that was idle before it writes on it, and does so in the next turn of the event loop.
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
});
