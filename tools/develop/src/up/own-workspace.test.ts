import type { ApiClient, WorkspaceView } from "@cogrion/contract";
import { ApiError, routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { expect, test } from "vitest";
import type { OwnWorkspaceOptions } from "./own-workspace.ts";
import { ensureOwnWorkspace } from "./own-workspace.ts";

type Kept = { id: string; account_id: string; state: string };
const workspace = (slug: string, state = "active", accountId = "first"): Kept => ({
  id: `w-${slug}`,
  account_id: accountId,
  state,
});
const problem = (code: string): ApiError => new ApiError({ code, detail: code } as ApiError["problem"], undefined);

/**
 * A region with these workspaces, newest first as the API returns them, one per page; and the
 * requests to it.
 */
const scene = (options: { workspaces?: Kept[]; accounts?: { id: string; name: string }[]; remembered?: string }) => {
  const { workspaces = [], accounts = [{ id: "first", name: "Acme" }] } = options;
  const created: { body: unknown; key: string | undefined }[] = [];
  let remembered = options.remembered as WorkspaceId | undefined;
  const page = (items: unknown[], cursor = "0") => ({
    items: items.slice(Number(cursor), Number(cursor) + 1),
    next_cursor: Number(cursor) + 1 < items.length ? String(Number(cursor) + 1) : null,
  });
  type Input = {
    params: { workspace_id: string };
    query: { account_id: string; cursor?: string };
    body: { slug?: string; account_id: string };
    headers?: Record<string, string>;
  };
  const call = async (route: unknown, { params, query, body, headers }: Input): Promise<unknown> => {
    if (route === routes.listAccounts) return page(accounts, query.cursor);
    if (route === routes.listWorkspaces) {
      return page(
        workspaces.filter((each) => each.account_id === query.account_id),
        query.cursor,
      );
    }
    if (route === routes.getWorkspace) {
      const found = workspaces.find(({ id }) => id === params.workspace_id);
      if (found === undefined) throw problem("workspace_not_found");
      return found;
    }
    if (route === routes.createAccount) return { id: "made" };
    if (body.slug !== undefined && workspaces.some(({ id }) => id === `w-${body.slug}`)) {
      throw problem("workspace_slug_taken");
    }
    created.push({ body, key: headers?.["idempotency-key"] });
    return workspace(body.slug ?? "generated", "requested", body.account_id);
  };
  return {
    created,
    remembered: () => remembered,
    ensure: (): Promise<WorkspaceView> =>
      ensureOwnWorkspace({
        api: { call } as unknown as ApiClient,
        memory: {
          read: async () => remembered,
          keep: async (id) => void (remembered = id),
        },
        accountName: "Acme",
        slug: "acme",
        awsAccountId: "222222222222",
        onAccount: () => undefined,
      } satisfies OwnWorkspaceOptions),
  };
};

test("it is known by its id, whatever was made beside it since", async () => {
  const { ensure, created } = scene({
    workspaces: [workspace("second", "blocked"), workspace("acme"), workspace("older")],
    remembered: "w-acme",
  });
  expect((await ensure()).id).toBe("w-acme");
  expect(created).toEqual([]);
});

test("where its id is forgotten the oldest one that lives is taken, and remembered", async () => {
  const { ensure, remembered, created } = scene({
    workspaces: [workspace("third"), workspace("second"), workspace("gone", "deleted"), workspace("going", "deleting")],
  });
  expect((await ensure()).id).toBe("w-second");
  expect([remembered(), created]).toEqual(["w-second", []]);
});

test("of several accounts of one name it is in the oldest", async () => {
  const accounts = [
    { id: "newer", name: "Acme" },
    { id: "first", name: "Acme" },
    { id: "other", name: "Other" },
  ];
  const { ensure } = scene({ accounts, workspaces: [workspace("newer", "active", "newer"), workspace("acme")] });
  expect((await ensure()).id).toBe("w-acme");
});

test("an entry that was evicted counts as not stored", async () => {
  const { ensure, remembered } = scene({ remembered: "w-purged" });
  expect((await ensure()).id).toBe("w-acme");
  expect(remembered()).toBe("w-acme");
});

test("after its deletion there is a new one, made once, and never somebody else's in its place", async () => {
  const { ensure, remembered, created } = scene({
    workspaces: [workspace("second"), workspace("acme", "deleted")],
    remembered: "w-acme",
  });
  expect((await ensure()).id).toBe("w-generated");
  expect(remembered()).toBe("w-generated");
  expect(created).toEqual([
    { body: { account_id: "first", aws: { account_id: "222222222222" } }, key: "up-workspace-after-w-acme" },
  ]);
});
