import type { routes } from "@cogrion/contract";
import type { Person, Stage } from "../support/stage.ts";

/** The operationIds of the contract. */
export type OperationId = (typeof routes)[keyof typeof routes]["id"];

export type OperationRequest = {
  params?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
  /** A token of the workspace in the request, if the operation is for its BFF. */
  workspaceToken?: string;
  /** Who may do it, if that does not follow from a role in the account. */
  as?: Person;
};

/**
 * Creates the operation's resource in Ada's account, a new one at each call, and returns a request
 * that succeeds for a caller with the permission that the contract names.
 */
export type OperationCase = (stage: Stage) => Promise<OperationRequest>;
