import type { Security } from "@cogrion/contract";
import type { Principal, RegionId, RequestOrigin, VerifiedToken, WorkspaceId } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { BffCaller, Caller, RegionCaller } from "@cogrion/services/access/caller";
import type { FastifyRequest } from "fastify";
import type { KnownCaller, Limiter, SetHeaders } from "../limits/limiter.ts";
import { bearerOf } from "./bearer.ts";

export type SignedIn = {
  principal: Principal;
  token: VerifiedToken;
  /** The token is of this region's own realm. */
  isOwnSignIn: boolean;
};

/** Verifies the two kinds of token. @throws CogrionError with status 401 or 503 */
export type Authenticators = {
  principal: (token: string, origin: RequestOrigin) => Promise<SignedIn>;
  /** Only verifies a token that is not the caller's own credential. It makes nobody a principal. */
  verify: (token: string) => Promise<VerifiedToken>;
  workspace: (token: string) => Promise<{ workspaceId: WorkspaceId; tokenId: string }>;
};

export type Authenticated = {
  caller: Caller | BffCaller | RegionCaller | RequestOrigin;
  /** When the token, or support access, expires; streams end then. */
  expiresAt: Date | undefined;
  /** The subject of the request's rate limit; undefined if the caller is unknown. */
  countedAs: KnownCaller | undefined;
};

/** Authenticates one request. @throws CogrionError with status 401 or 503, and `rate_limited` */
export type Authenticate = (request: FastifyRequest, setHeaders: SetHeaders) => Promise<Authenticated>;

/**
 * How a listener authenticates the callers of its routes. A route of another kind cannot be
 * registered on it.
 */
export type Authentication = { [Kind in Security]?: Authenticate };

const originOf = (request: FastifyRequest): RequestOrigin => ({ sourceIp: request.ip, requestId: request.id });
const unlimited = { expiresAt: undefined, countedAs: undefined } as const;

export type PublicAuthenticationOptions = { authenticators: Authenticators; limiter: Limiter };

/**
 * For people, automation and BFFs. An address that has sent too many bad tokens is rejected before
 * its token is read.
 */
export const createPublicAuthentication = ({
  authenticators,
  limiter,
}: PublicAuthenticationOptions): Authentication => {
  const guarded =
    (kind: KnownCaller["kind"], believe: (bearer: string, request: FastifyRequest) => Promise<Authenticated>) =>
    async (request: FastifyRequest, setHeaders: SetHeaders): Promise<Authenticated> => {
      const { authorization } = request.headers;
      limiter.refuseGuessing(request.ip, kind, authorization, setHeaders);
      try {
        return await believe(bearerOf(authorization), request);
      } catch (error) {
        if (error instanceof CogrionError && error.status === 401)
          await limiter.countFailure(request.ip, kind, authorization);
        throw error;
      }
    };
  return {
    none: async (request) => ({ caller: originOf(request), ...unlimited }),
    workspace: guarded("workspace", async (bearer, request) => {
      const { workspaceId } = await authenticators.workspace(bearer);
      const { authorization } = request.headers;
      const countedAs = { kind: "workspace", workspaceId, authorization } as const;
      return { caller: { ...originOf(request), workspaceId }, expiresAt: undefined, countedAs };
    }),
    principal: guarded("principal", async (bearer, request) => {
      const origin = originOf(request);
      const { principal, token, isOwnSignIn } = await authenticators.principal(bearer, origin);
      const { authorization } = request.headers;
      const countedAs = { kind: "principal", uid: principal.uid, token, authorization } as const;
      const expiresAt = earliestOf(token.expiresAt, ...principal.supportAccess.map((grant) => grant.expiresAt));
      return { caller: { ...origin, principal, isOwnSignIn }, expiresAt, countedAs };
    }),
  };
};

/** For the other regions. Each has its own token, which identifies it. */
export const createRegionAuthentication = (
  regionOf: (token: string) => RegionId | undefined,
): { region: Authenticate } => ({
  async region(request) {
    const region = regionOf(bearerOf(request.headers.authorization));
    if (region !== undefined) return { caller: { ...originOf(request), region }, ...unlimited };
    throw new CogrionError("token_invalid", { detail: "The inter-region token was rejected." });
  },
});

const earliestOf = (...times: Date[]): Date => new Date(Math.min(...times.map((time) => time.getTime())));
