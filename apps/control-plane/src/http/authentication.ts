import type { Security } from "@cogrion/contract";
import type { Principal, VerifiedToken, WorkspaceId } from "@cogrion/domain";
import type { BffCaller, Caller, RequestOrigin } from "@cogrion/services";
import type { FastifyRequest } from "fastify";
import { bearerOf } from "./bearer.ts";

/** How the two kinds of token are believed. @throws CogrionError of status 401 and 503 */
export type Authenticators = {
  principal: (token: string) => Promise<{ principal: Principal; token: VerifiedToken }>;
  workspace: (token: string) => Promise<{ workspaceId: WorkspaceId }>;
};

export type Authenticated = {
  caller: Caller | BffCaller | RequestOrigin;
  /** When the token runs out; streams end then. */
  expiresAt: Date | undefined;
};

export const authenticate = async (
  request: FastifyRequest,
  security: Security,
  authenticators: Authenticators,
): Promise<Authenticated> => {
  const origin: RequestOrigin = { sourceIp: request.ip, requestId: request.id };
  if (security === "none") return { caller: origin, expiresAt: undefined };
  const bearer = bearerOf(request.headers.authorization);
  if (security === "workspace") {
    const { workspaceId } = await authenticators.workspace(bearer);
    return { caller: { ...origin, workspaceId }, expiresAt: undefined };
  }
  const { principal, token } = await authenticators.principal(bearer);
  return { caller: { ...origin, principal }, expiresAt: token.expiresAt };
};
