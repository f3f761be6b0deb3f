import type { Route } from "@cogrion/contract";
import { expect } from "vitest";
import type { Request, Stage } from "../support/stage.ts";
import type { OperationRequest } from "./case.ts";
import { databaseStateOf } from "./database-state.ts";
import { caseOf, perform } from "./operations.ts";

export type Caller = Pick<Request, "as" | "token">;

/**
 * Status and code of the caller's rejection; the attempt has changed nothing. The caller is created
 * after the operation's resource exists.
 */
export const refusalOf = async (
  stage: Stage,
  route: Route,
  caller: Caller | (() => Promise<Caller>),
  change: (request: OperationRequest) => OperationRequest = (request) => request,
): Promise<unknown[]> => {
  const request = change(await caseOf(route)(stage));
  const as = typeof caller === "function" ? await caller() : caller;
  const before = await databaseStateOf(stage.pool);
  const answer = await perform(stage, route, request, as);
  expect(await databaseStateOf(stage.pool)).toEqual(before);
  return [answer.status, answer.body?.code];
};
