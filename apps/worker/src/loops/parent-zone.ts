import type { ParentZone } from "@cogrion/domain";
import { Gauge } from "@cogrion/telemetry";
import type { LoopContext } from "./context.ts";
import type { Loop } from "./repeat.ts";
import { repeat } from "./repeat.ts";

const hourly = 3600;

/** Shows how full the parent zone is: each workspace has a record in it, and Route 53 limits them. */
export const createParentZoneLoop = (
  { registry, monitor }: LoopContext,
  { parentZone }: { parentZone: Pick<ParentZone, "usage"> },
): Loop => {
  const records = new Gauge({
    name: "parent_zone_records",
    help: "Record sets in the parent zone; one for each workspace, and Cogrion's own",
    registers: [registry],
  });
  const maxRecords = new Gauge({
    name: "parent_zone_max_records",
    help: "Record sets that Route 53 allows in the parent zone",
    registers: [registry],
  });
  return repeat("parent-zone", {
    intervalSeconds: hourly,
    monitor,
    async turn() {
      const usage = await parentZone.usage();
      records.set(usage.records);
      maxRecords.set(usage.maxRecords);
    },
  });
};
