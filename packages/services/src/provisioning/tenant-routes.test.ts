import type { RegionId, Route, RouteEntry, RouteStore, WorkspaceId } from "@cogrion/domain";
import { describe, expect, it } from "vitest";
import { createDoubleRoutes, createRoutes } from "./tenant-routes.ts";

const id = "w-a" as WorkspaceId;
const route: Route = { region: "sgp-1" as RegionId, bff_url: "https://bff.w-a.sgp-1.cogrion.com" };
const elsewhere: Route = { ...route, bff_url: "https://app.w-a.sgp-1.cogrion.com" };

/** Rejects older versions, as DynamoDB does. */
const storeWith = (...entries: RouteEntry[]) => {
  const held = new Map(entries.map((entry) => [entry.workspaceId, entry]));
  const store: RouteStore = {
    name: "dynamodb",
    read: async (ids) => new Map([...held].filter(([key]) => ids.includes(key))),
    page: async () => ({ entries: [...held.values()], next: undefined }),
    async write(written) {
      const stale = written.filter((entry) => (held.get(entry.workspaceId)?.version ?? 0) > entry.version);
      for (const entry of written) if (!stale.includes(entry)) held.set(entry.workspaceId, entry);
      return { stale: stale.map(({ workspaceId }) => workspaceId) };
    },
  };
  return { store, held };
};

const live = (version: number, at = route): RouteEntry => ({ workspaceId: id, version, state: "live", route: at });

describe.each([
  ["one store", () => storeWith(live(9, elsewhere)), ({ store }: ReturnType<typeof storeWith>) => createRoutes(store)],
  [
    "two stores",
    () => storeWith(live(9, elsewhere)),
    ({ store }: ReturnType<typeof storeWith>) => createDoubleRoutes({ arbiter: store, mirror: storeWith().store }),
  ],
])("%s with a newer route", (_name, given, routesOn) => {
  it("a route that is rejected is an error, and never counts as published", async () => {
    const stage = given();
    await expect(routesOn(stage).put(id, route, 3)).rejects.toThrow("it has version 9");
    expect(stage.held.get(id)).toEqual(live(9, elsewhere));
  });

  it("the same route in a newer version is as good as ours", async () => {
    const stage = given();
    await routesOn(stage).put(id, elsewhere, 3);
    expect(stage.held.get(id)).toEqual(live(9, elsewhere));
  });

  it("a deletion deletes it, and leaves nothing that is served", async () => {
    const stage = given();
    const routes = routesOn(stage);
    await routes.delete(id, 3);
    await routes.delete(id, 3);
    expect((await routes.read(id)).map((entry) => entry?.state)).not.toContain("live");
    expect(stage.held.get(id)).toMatchObject({ state: "deleted", version: 10 });
  });
});
