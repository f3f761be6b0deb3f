import { createDoubleRoutes, createRoutes } from "@cogrion/services/provisioning/tenant-routes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EdgeStores } from "@cogrion/testing/edge-stores";
import { entryIn, idOf, live, routeOf, startEdgeStores, storeNames, storeOf } from "@cogrion/testing/edge-stores";

let stores: EdgeStores;
beforeAll(async () => {
  stores = await startEdgeStores();
});
afterAll(() => stores?.stop());

const both = () => createDoubleRoutes({ arbiter: stores.dynamodb, mirror: stores.kv });
const pairOf = async (id: string) => [await entryIn(stores.dynamodb, id), await entryIn(stores.kv, id)];

describe.each(storeNames)("%s", (name) => {
  const store = () => storeOf(stores, name);

  test("returns what was written, with its version, and nothing for missing entries", async () => {
    await store().write([live("w-one", 3)]);
    expect(await store().read(["w-one", "w-none"])).toEqual(new Map([["w-one", live("w-one", 3)]]));
  });

  test("takes many at once, and gives all of them back page by page", async () => {
    // More than a page of Workers KV, and more than a bulk write.
    const many = Array.from({ length: 1100 }, (_, number) => live(`w-many-${number}`));
    expect(await store().write(many)).toEqual({ stale: [] });
    const seen = new Set<string>();
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
      const page = await store().page(cursor);
      for (const { workspaceId } of page.entries) seen.add(workspaceId);
      cursor = page.next;
    }
    expect(many.every(({ workspaceId }) => seen.has(workspaceId))).toBe(true);
    expect((await store().read(many.map(({ workspaceId }) => workspaceId))).size).toBe(many.length);
  });

  test("forgets a route that was deleted, again and again", async () => {
    const routes = createRoutes(store());
    await routes.put(idOf("w-gone"), routeOf("w-gone"), 1);
    await routes.delete(idOf("w-gone"), 2);
    await routes.delete(idOf("w-gone"), 2);
    expect((await entryIn(store(), "w-gone"))?.state ?? "deleted").toBe("deleted");
  });
});

test("distinguishes a damaged value from a route", async () => {
  await stores.putText("w-broken", "{");
  await stores.putText("w-stolen", JSON.stringify(routeOf("w-other")));
  const read = await stores.kv.read(["w-broken", "w-stolen"]);
  expect([...read.values()].map(({ state }) => state)).toEqual(["damaged", "damaged"]);
});

describe("DynamoDB", () => {
  test("never lets an older write undo a newer one", async () => {
    await stores.dynamodb.write([live("w-order", 7, "app")]);
    expect(await stores.dynamodb.write([live("w-order", 6)])).toEqual({ stale: ["w-order"] });
    expect(await entryIn(stores.dynamodb, "w-order")).toEqual(live("w-order", 7, "app"));
  });

  test("remembers a deletion, so that a late older write brings nothing back", async () => {
    await stores.dynamodb.write([live("w-late", 1)]);
    await stores.dynamodb.write([{ workspaceId: "w-late", version: 3, state: "deleted" }]);
    expect(await stores.dynamodb.write([live("w-late", 2)])).toEqual({ stale: ["w-late"] });
    expect((await entryIn(stores.dynamodb, "w-late"))?.state).toBe("deleted");
  });
});

describe("a double write", () => {
  test("ends with the same in both stores", async () => {
    await both().put(idOf("w-pair"), routeOf("w-pair"), 4);
    expect(await pairOf("w-pair")).toEqual([live("w-pair", 4), live("w-pair", 4)]);
  });

  test("that comes late leaves the newer route in both", async () => {
    await both().put(idOf("w-newer"), routeOf("w-newer", "app"), 9);
    await expect(both().put(idOf("w-newer"), routeOf("w-newer"), 8)).rejects.toThrow("it has version 9");
    expect(await pairOf("w-newer")).toEqual([live("w-newer", 9, "app"), live("w-newer", 9, "app")]);
  });

  test("that is overtaken between its two halves still leaves the newer route in both", async () => {
    const gate = stores.gates.kv.gate((method) => method === "PUT", "before");
    const slow = both().put(idOf("w-raced"), routeOf("w-raced"), 1);
    await gate.held;
    // The other writer is not held: it reaches KV without the gate.
    await stores.dynamodb.write([live("w-raced", 2, "app")]);
    gate.release();
    await expect(slow).rejects.toThrow("it has version 2");
    expect(await pairOf("w-raced")).toEqual([live("w-raced", 2, "app"), live("w-raced", 2, "app")]);
  });

  test("writes neither while DynamoDB is unavailable, and both with the next attempt", async () => {
    await stores.parts.kill("aws");
    try {
      await expect(both().put(idOf("w-first"), routeOf("w-first"), 1)).rejects.toThrow();
      expect(await entryIn(stores.kv, "w-first")).toBeUndefined();
    } finally {
      await stores.parts.restart("aws");
    }
    await both().put(idOf("w-first"), routeOf("w-first"), 1);
    expect(await pairOf("w-first")).toEqual([live("w-first"), live("w-first")]);
  });

  test("leaves half of a write while KV is unavailable, and the next attempt completes it", async () => {
    await stores.parts.kill("workers");
    try {
      await expect(both().put(idOf("w-second"), routeOf("w-second"), 1)).rejects.toThrow();
    } finally {
      await stores.parts.restart("workers");
    }
    expect(await pairOf("w-second")).toEqual([live("w-second"), undefined]);
    await both().put(idOf("w-second"), routeOf("w-second"), 1);
    expect(await pairOf("w-second")).toEqual([live("w-second"), live("w-second")]);
  });
});
