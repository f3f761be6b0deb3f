import type { Security } from "@cogrion/contract";
import type { Principal, RequestOrigin, VerifiedToken, WorkspaceId } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { BffCaller, Caller } from "@cogrion/services/access/caller";
import type { FastifyRequest } from "fastify";
import type { KnownCaller, Limiter, SetHeaders } from "../limits/limiter.ts";
import { bearerOf } from "./bearer.ts";

/** How the two kinds of token are believed. @throws CogrionError of status 401 and 503 */
export type Authenticators = {
  principal: (token: string, origin: RequestOrigin) => Promise<{ principal: Principal; token: VerifiedToken }>;
  workspace: (token: string) => Promise<{ workspaceId: WorkspaceId; tokenId: string }>;
};

export type Authenticated = {
  caller: Caller | BffCaller | RequestOrigin;
  /** When the token, or support access, runs out; streams end then. */
  expiresAt: Date | undefined;
  /** Whom the request counts against; undefined where nobody has to be known. */
  countedAs: KnownCaller | undefined;
};

export type AuthenticateOptions = { authenticators: Authenticators; limiter: Limiter; setHeaders: SetHeaders };

/** @throws CogrionError of status 401 and 503, and `rate_limited` for an address that has sent too many bad tokens */
export const authenticate = async (
  request: FastifyRequest,
  security: Security,
  options: AuthenticateOptions,
): Promise<Authenticated> => {
  const origin: RequestOrigin = { sourceIp: request.ip, requestId: request.id };
  if (security === "none") return { caller: origin, expiresAt: undefined, countedAs: undefined };
  const { authenticators, limiter, setHeaders } = options;
  const { authorization } = request.headers;
  limiter.refuseGuessing(request.ip, security, authorization, setHeaders);
  try {
    const bearer = bearerOf(authorization);
    if (security === "workspace") {
      const { workspaceId, tokenId } = await authenticators.workspace(bearer);
      const countedAs = { kind: "workspace", tokenId, authorization } as const;
      return { caller: { ...origin, workspaceId }, expiresAt: undefined, countedAs };
    }
    const { principal, token } = await authenticators.principal(bearer, origin);
    const countedAs = { kind: "principal", uid: principal.uid, token, authorization } as const;
    const expiresAt = earliestOf(token.expiresAt, ...principal.supportAccess.map((grant) => grant.expiresAt));
    return { caller: { ...origin, principal }, expiresAt, countedAs };
  } catch (error) {
    if (error instanceof CogrionError && error.status === 401)
      await limiter.countFailure(request.ip, security, authorization);
    throw error;
  }
};

const earliestOf = (...times: Date[]): Date => new Date(Math.min(...times.map((time) => time.getTime())));
