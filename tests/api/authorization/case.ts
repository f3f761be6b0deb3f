import type { routes } from "@cogrion/contract";
import type { Person, Stage } from "../support/stage.ts";

/** The operationIds of the contract. */
export type OperationId = (typeof routes)[keyof typeof routes]["id"];

export type OperationRequest = {
  params?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
  /** Of the workspace that the request is about, where the operation is for its BFF. */
  workspaceToken?: string;
  /** Who may do it, where that does not follow from a role in the account. */
  as?: Person;
};

/**
 * Makes in Ada's account, again at each call, what the operation is about, and answers a request
 * that succeeds for anyone who holds the permission that the contract names.
 */
export type OperationCase = (stage: Stage) => Promise<OperationRequest>;
