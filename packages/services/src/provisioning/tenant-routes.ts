import type { RouteEntry, RouteStore, Routes, WritableRouteEntry } from "@cogrion/domain";

type Write = (entry: WritableRouteEntry) => Promise<void>;

const one = async (store: RouteStore, id: string): Promise<RouteEntry | undefined> => (await store.read([id])).get(id);

const routesOf = (stores: readonly RouteStore[], write: Write): Routes => ({
  read: (workspaceId) => Promise.all(stores.map((store) => one(store, workspaceId))),
  put: (workspaceId, route, version) => write({ workspaceId, version, state: "live", route }),
  delete: (workspaceId, version) => write({ workspaceId, version, state: "deleted" }),
});

/** Provisioning's writes into one store. */
export const createRoutes = (store: RouteStore): Routes =>
  routesOf([store], async (entry) => {
    await store.write([entry]);
  });

const isWritable = (entry: RouteEntry | undefined): entry is WritableRouteEntry =>
  entry !== undefined && entry.state !== "damaged";

/**
 * Provisioning's writes into two stores. `arbiter` is written first: it refuses an older version,
 * so it decides what holds. `mirror` then gets what the arbiter holds, not what was asked for, and
 * the arbiter is asked once more: the last writer of the mirror has seen the newest version. A
 * failure between the two leaves a half-written pair, which the step's next attempt completes.
 */
export const createDoubleRoutes = ({ arbiter, mirror }: { arbiter: RouteStore; mirror: RouteStore }): Routes =>
  routesOf([arbiter, mirror], async (entry) => {
    const { stale } = await arbiter.write([entry]);
    let holding = stale.length === 0 ? entry : await one(arbiter, entry.workspaceId);
    while (isWritable(holding)) {
      await mirror.write([holding]);
      const seen = await one(arbiter, entry.workspaceId);
      if (seen === undefined || seen.version <= holding.version) return;
      holding = seen;
    }
  });
