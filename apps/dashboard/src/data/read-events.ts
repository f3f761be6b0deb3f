import type { WorkspaceEventView } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import type { SiteRegion } from "../site.ts";
import { apiOf } from "./api.ts";

/** All events there are, oldest first. */
export const readEvents = async (region: SiteRegion, id: WorkspaceId): Promise<WorkspaceEventView[]> => {
  const all: WorkspaceEventView[] = [];
  for (;;) {
    const { items } = await apiOf(region).call(routes.streamEvents, {
      params: { workspace_id: id },
      headers: { "last-event-id": String(all.at(-1)?.sequence ?? 0) },
    });
    all.push(...items);
    if (items.length < 500) return all;
  }
};
