import type { workspaceEvent } from "@cogrion/contract";
import type { WorkspaceEvent } from "@cogrion/domain";
import type { z } from "zod";

export const presentEvent = ({ sequence, type, at, data }: WorkspaceEvent): z.infer<typeof workspaceEvent> => ({
  sequence,
  type,
  at: at.toISOString(),
  data,
});
