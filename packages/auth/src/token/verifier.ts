import type { Environment, VerifiedToken } from "@cogrion/domain";
import { trustedRegionOf } from "@cogrion/domain";
import type { KeySets } from "../keys/key-sets.ts";
import { readClaims } from "./claims.ts";
import { jsonOf, parseToken } from "./parse.ts";
import { refuse } from "./refusal.ts";
import { verifySignature } from "./signature.ts";
import { createVerifiedTokens } from "./verified-tokens.ts";

export type TokenVerifier = {
  /**
   * Accepts a bearer token or throws.
   * @throws CogrionError `token_invalid` (with `meta.reason`), `email_unverified`,
   * `dependency_unavailable`
   */
  verify(token: string): Promise<VerifiedToken>;
};

export type TokenVerifierOptions = {
  environment: Environment;
  /** What `aud` must contain: `cogrion-control-plane`. */
  audience: string;
  /** The allowed values of `azp`: the clients that Cogrion itself provides for people. */
  clients: readonly string[];
  keySets: KeySets;
  maxVerifiedTokens?: number;
  now?: () => Date;
};

export const createTokenVerifier = (options: TokenVerifierOptions): TokenVerifier => {
  const { environment, audience, keySets, maxVerifiedTokens = 10_000, now = () => new Date() } = options;
  const clients: ReadonlySet<string> = new Set(options.clients);
  const verified = createVerifiedTokens(maxVerifiedTokens, now);

  return {
    async verify(token) {
      const known = verified.get(token);
      if (known !== undefined && keySets.fresh(known.token.issuer) === known.keySet) return known.token;

      const { header, issuer } = parseToken(token);
      const region = trustedRegionOf(issuer, environment);
      if (region === undefined) throw refuse("issuer");
      const keySet = await keySets.forKey(issuer, header.kid);
      if (keySet === undefined) throw refuse("issuer");
      const payload = jsonOf(await verifySignature(token, keySet.find));
      const believed = readClaims(payload, { issuer, region, audience, clients, now: now() });
      verified.set(token, { token: believed, keySet });
      return believed;
    },
  };
};
