import type { RegionId, Tenants } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { PrimaryOptions } from "./call.ts";
import { createCallPrimary, primaryUnavailable } from "./call.ts";
import { paths, tenantAnswer } from "./contract.ts";

/** The primary's tenants table, for a region that is not the primary. */
export const createRemoteTenants = (primary: PrimaryOptions): Tenants => {
  const callPrimary = createCallPrimary(primary);
  return {
    async reserve({ workspaceId, region, delegatedZone }, reservation) {
      await callPrimary({
        method: "PUT",
        path: paths.tenant(workspaceId),
        body: { region, delegated_zone: delegatedZone, reservation },
      });
    },

    async activate(workspaceId) {
      await callPrimary({ method: "POST", path: paths.activation(workspaceId) });
    },

    async markDeleted(workspaceId) {
      await callPrimary({ method: "POST", path: paths.deletion(workspaceId) });
    },

    async get(workspaceId) {
      const answer = await callPrimary({ method: "GET", path: paths.tenant(workspaceId) }).catch((error: unknown) => {
        if (error instanceof CogrionError && error.code === "workspace_not_found") return undefined;
        throw error;
      });
      if (answer === undefined) return undefined;
      const parsed = tenantAnswer.safeParse(answer);
      if (!parsed.success) throw primaryUnavailable(parsed.error);
      const { region, delegated_zone: delegatedZone, status } = parsed.data;
      return { workspaceId, region: region as RegionId, delegatedZone, status };
    },
  };
};
