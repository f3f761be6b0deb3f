import { readFile } from "node:fs/promises";
import { errorCodes, isWorkspaceId } from "@cogrion/domain";
import { expect, test } from "vitest";
import { documentedErrorsOf } from "./documented-errors.ts";
import { limitClasses } from "./limits.ts";
import { createOpenApiDocument } from "./openapi.ts";
import { internalApi } from "./internal/index.ts";
import { publicApi } from "./public/api.ts";
import { displayName, workspaceId } from "./schemas/common.ts";

const tables = [publicApi, internalApi];
const publicRoutes = Object.values(publicApi.routes);
const allRoutes = tables.flatMap(({ routes }) => Object.values(routes));

test("the committed document is the contract's (node apps/control-plane/src/emit-openapi.ts writes it)", async () => {
  for (const [name, api] of [
    ["control-plane", publicApi],
    ["control-plane-internal", internalApi],
  ] as const) {
    const committed = await readFile(new URL(`../../../openapi/${name}.json`, import.meta.url), "utf8");
    expect(JSON.parse(committed)).toEqual(createOpenApiDocument(api));
  }
});

test("ids and places of routes are unique, and each parameter of a path has a schema", () => {
  const unique = (values: string[]) => expect(values).toHaveLength(new Set(values).size);
  unique(allRoutes.map((route) => route.id));
  unique(allRoutes.map((route) => `${route.method} ${route.path}`));
  for (const route of allRoutes) {
    const named = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect([route.id, Object.keys(route.params?.shape ?? {})]).toEqual([route.id, named]);
  }
});

test("a route that changes something on behalf of a person names its permission, or needs none by design", () => {
  const withoutPermission = allRoutes.filter(
    (route) => route.security === "principal" && route.permission === undefined,
  );
  expect(withoutPermission.map((route) => route.id).toSorted()).toEqual([
    "accounts.create",
    "accounts.list",
    "invitations.accept",
    "issuer_links.confirm",
    "issuer_links.list_own",
    "issuer_links.request",
    "issuer_links.unlink_own",
    "limits.get",
    "me.get",
    "regions.list",
    "support_access.list_own",
    "support_access.request",
    "support_access.withdraw",
    "workspaces.list",
  ]);
});

test("every error that a route documents has a code, and every route that wants a token documents its refusal", () => {
  for (const route of allRoutes) {
    for (const code of documentedErrorsOf(route)) expect(errorCodes[code]).toBeDefined();
    expect(documentedErrorsOf(route).includes("token_missing")).toBe(route.security !== "none");
  }
});

test("every operation documents its rate limit: what counts, what is left, and when to come back", () => {
  type Operation = { description: string; responses: Record<string, { headers: Record<string, unknown> }> };
  const { paths } = createOpenApiDocument(publicApi) as { paths: Record<string, Record<string, Operation>> };
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  expect(operations).toHaveLength(publicRoutes.length);
  for (const { description, responses } of operations) {
    expect(limitClasses.some((limitClass) => description.includes(`Counts as \`${limitClass}\``))).toBe(true);
    expect(Object.keys(responses["429"]?.headers ?? {})).toEqual(
      expect.arrayContaining(["ratelimit", "ratelimit-policy", "retry-after"]),
    );
    const successes = Object.entries(responses).filter(([status]) => Number(status) < 400);
    for (const [, { headers }] of successes)
      expect(Object.keys(headers)).toEqual(expect.arrayContaining(["ratelimit", "ratelimit-policy"]));
  }
});

test("the contract's workspace id is the domain's", () => {
  for (const id of ["w-acme", "w-a1", "w-a-b", `w-${"a".repeat(32)}`])
    expect([id, workspaceId.safeParse(id).success, isWorkspaceId(id)]).toEqual([id, true, true]);
  for (const id of ["w-a", "w--a", "w-a-", "W-acme", "w-acmé", "acme", `w-${"a".repeat(33)}`, "w-acme\n"])
    expect([id, workspaceId.safeParse(id).success, isWorkspaceId(id)]).toEqual([id, false, false]);
});

test("a name is any writing, without control characters and outer white space", () => {
  for (const name of ["A", "Zweite Firma", "第二", "O'Brien & Söhne", "a".repeat(100)])
    expect([name, displayName.safeParse(name).success]).toEqual([name, true]);
  for (const name of [
    "",
    " ",
    " a",
    "a ",
    "a\n",
    "a\0b",
    "\u0085",
    "a\u202eb",
    "a\u200bb",
    "a\u2028b",
    "a".repeat(101),
  ])
    expect([name, displayName.safeParse(name).success]).toEqual([name, false]);
});
