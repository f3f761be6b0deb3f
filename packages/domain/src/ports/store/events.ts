import type { WorkspaceEvent, WorkspaceEventType } from "../../workspace/event.ts";
import type { WorkspaceId } from "../../workspace/id.ts";

export type EventRepository = {
  append(id: WorkspaceId, type: WorkspaceEventType, data: Record<string, unknown>): Promise<void>;
  listAfter(id: WorkspaceId, sequence: number, limit: number): Promise<WorkspaceEvent[]>;
};
