import type { RegionVerification } from "@cogrion/cli/audit/conclude";

/**
 * How `audit verify` verifies a whole region. The database's driver is loaded only when it is used,
 * because the Tab key waits for everything that is imported at the start.
 */
export const regionVerification: RegionVerification = {
  where: "in the database of COGRION_AUDIT_DATABASE_URL, or in the local stack's",
  option: ["--region <id>", "the region, where the local stack has several"],
  verify: async (region, anchors) => (await import("./verify-database.ts")).verifyDatabase(region, anchors),
};
