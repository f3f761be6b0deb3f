import type { Route, RouteEntry, RouteStore, Routes, WritableRouteEntry } from "@cogrion/domain";
import { isSameRoute } from "@cogrion/domain";

/** Returns what decides afterwards: the entry, or what was newer and therefore stayed. */
type Write = (entry: WritableRouteEntry) => Promise<RouteEntry | undefined>;

const one = async (store: RouteStore, id: string): Promise<RouteEntry | undefined> => (await store.read([id])).get(id);

/** What the store has after a write that it may have rejected. */
const written = async (store: RouteStore, entry: WritableRouteEntry): Promise<RouteEntry | undefined> => {
  const { stale } = await store.write([entry]);
  return stale.length === 0 ? entry : one(store, entry.workspaceId);
};

const isLive = (entry: RouteEntry | undefined, route: Route): boolean =>
  entry?.state === "live" && isSameRoute(entry.route, route);

const routesOf = (stores: readonly RouteStore[], write: Write): Routes => ({
  read: (workspaceId) => Promise.all(stores.map((store) => one(store, workspaceId))),
  async put(workspaceId, route, version) {
    const held = await write({ workspaceId, version, state: "live", route });
    if (isLive(held, route)) return;
    // The next attempt reads the workspace again, and may be the newer one then.
    throw new Error(`the edge rejects version ${version} of ${workspaceId}: it has version ${held?.version ?? "none"}`);
  },
  async delete(workspaceId, version) {
    // Nothing newer can follow a deletion, so a newer route is left over, and is deleted as well.
    for (let next = version; ;) {
      const held = await write({ workspaceId, version: next, state: "deleted" });
      if (held === undefined || held.state === "deleted") return;
      next = held.version + 1;
    }
  },
});

/** Writes routes to one store, for provisioning. */
export const createRoutes = (store: RouteStore): Routes => routesOf([store], (entry) => written(store, entry));

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
    let holding = await written(arbiter, entry);
    while (isWritable(holding)) {
      await mirror.write([holding]);
      const seen = await one(arbiter, entry.workspaceId);
      if (seen === undefined || seen.version <= holding.version) return holding;
      holding = seen;
    }
    return holding;
  });
