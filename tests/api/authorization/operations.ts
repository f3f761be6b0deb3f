import type { Route } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import { urlOf } from "@cogrion/contract/client";
import { createOpenApiDocument } from "@cogrion/contract/openapi";
import { publicApi } from "@cogrion/contract/public-api";
import type { Role } from "@cogrion/domain";
import { permissionMatrix, roles } from "@cogrion/domain";
import { expect } from "vitest";
import type { Answer, Person, Request, Stage } from "../support/stage.ts";
import type { OperationCase, OperationRequest } from "./case.ts";
import { operationCases } from "./cases/index.ts";

type Document = { paths: Record<string, Record<string, { operationId: string }>> };

/** Every operation of the emitted document, with its contract. */
export const operations: Route[] = Object.values((createOpenApiDocument(publicApi) as Document).paths)
  .flatMap((methods) => Object.values(methods))
  .map(({ operationId }) => {
    const route = Object.values<Route>(routes).find(({ id }) => id === operationId);
    if (route === undefined) throw new Error(`${operationId} is in the document and not in the contract`);
    return route;
  });

export const caseOf = ({ id, security, permission }: Route): OperationCase => {
  const known = (operationCases as Record<string, OperationCase | undefined>)[id];
  if (known !== undefined) return known;
  throw new Error(
    `${id} (security "${security}", permission "${permission ?? "none"}") has no authorization test. Add "${id}" to the file of its resource in ` +
      "tests/api/authorization/cases/: it makes in Ada's account what the operation is about, and answers a request that succeeds. " +
      "See docs/guides/add-an-endpoint.md.",
  );
};

const memberOf: Record<Role, Person> = { owner: "ada", admin: "adam", operator: "olga", viewer: "vera" };

/** The members whose role is too small, and the one whose role is just enough. */
export const membersFor = ({ permission }: Route): { tooSmall: Person[]; sufficient: Person } => {
  const holders = permission === undefined ? roles : permissionMatrix[permission];
  const tooSmall = roles.filter((role) => !holders.includes(role)).map((role) => memberOf[role]);
  return { tooSmall, sufficient: memberOf[holders.at(-1) ?? "owner"] };
};

/**
 * Whether the request names something of an account; otherwise the response is about the caller
 * alone.
 */
export const isAboutAccount = (route: Route): boolean =>
  route.permission !== undefined || route.params !== undefined || namesItsThingInTheBody.has(route.id);

/** An invitation by its token, an issuer link by its code. */
const namesItsThingInTheBody: ReadonlySet<string> = new Set(["invitations.accept", "issuer_links.confirm"]);

export const perform = (
  stage: Stage,
  route: Route,
  request: OperationRequest,
  as: Pick<Request, "as" | "token">,
): Promise<Answer> => {
  const url = new URL(urlOf("http://any.invalid", route.path, request.params, request.query));
  return stage.call(route.method, url.pathname + url.search, {
    ...as,
    headers: request.headers ?? {},
    ...(request.body === undefined ? {} : { body: request.body }),
  });
};

/** Fails if the response is not one of the route's documented successes. */
export const succeeded = (route: Route, { status, body }: Answer): void => {
  expect([Object.keys(route.responses), String(status), body]).toEqual([
    expect.arrayContaining([String(status)]),
    String(status),
    body,
  ]);
};
