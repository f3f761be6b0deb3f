import { withExitCodes } from "@cogrion/cli/commands/help";
import { createRoot } from "@cogrion/cli/commands/root";
import type { Command } from "commander";
import { register as registerAudit } from "./commands/audit.ts";
import { register as registerEdge } from "./commands/edge.ts";
import { register as registerOffboard } from "./commands/offboard.ts";
import { register as registerRegion } from "./commands/region.ts";
import { register as registerStaff } from "./commands/staff.ts";

/**
 * The operator's command line: works on a region's own database and on the edge, never through the
 * API.
 */
export const createProgram = (): Command => {
  const program = createRoot({
    name: "cogrion-operate",
    description:
      "Cogrion's operator tools: audit verification of a region, staff roles, forced deletions, the edge, new regions",
    version: () => `cogrion-operate (Node ${process.versions.node})`,
  });
  registerAudit(program);
  registerStaff(program);
  registerOffboard(program);
  registerEdge(program);
  registerRegion(program);
  return withExitCodes(program);
};
