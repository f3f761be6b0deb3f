import { bucketsPolicies } from "./buckets.ts";
import { clusterPolicies } from "./cluster.ts";
import { databasesPolicies } from "./databases.ts";
import { identityPolicies } from "./identity.ts";
import { networkPolicies } from "./network.ts";
import { placePolicies } from "./place.ts";
import type { Policy } from "./policy.ts";

/** What every region holds to. */
export const policies: readonly Policy[] = [
  ...bucketsPolicies,
  ...clusterPolicies,
  ...databasesPolicies,
  ...identityPolicies,
  ...networkPolicies,
  ...placePolicies,
];
