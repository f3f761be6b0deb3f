import type { RouteEntry, RouteStore, Routes, WritableRouteEntry } from "@cogrion/domain";

type Write = (entry: WritableRouteEntry) => Promise<void>;

const one = async (store: RouteStore, id: string): Promise<RouteEntry | undefined> => (await store.read([id])).get(id);

const routesOf = (stores: readonly RouteStore[], write: Write): Routes => ({
  read: (workspaceId) => Promise.all(stores.map((store) => one(store, workspaceId))),
  put: (workspaceId, route, version) => write({ workspaceId, version, state: "live", route }),
  delete: (workspaceId, version) => write({ workspaceId, version, state: "deleted" }),
});

/** Writes routes to one store, for provisioning. */
export const createRoutes = (store: RouteStore): Routes =>
  routesOf([store], async (entry) => {
    await store.write([entry]);
  });

const isWritable = (entry: RouteEntry | undefined): entry is WritableRouteEntry =>
  entry !== undefined && entry.state !== "damaged";

/**
 * Writes routes to two stores, for provisioning. `arbiter` is written first: it rejects an older
 * version, so it decides which write wins. `mirror` then gets what the arbiter has, not what was
 * requested, and the arbiter is read once more. So the last writer of the mirror has seen the
 * newest version. A failure between the two leaves them different, and the step's next attempt
 * completes the write.
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
