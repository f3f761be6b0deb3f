import { internalRoutes } from "@cogrion/contract/internal";
import type { RegionId, Tenants } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { PrimaryOptions } from "./call.ts";
import { createCallPrimary } from "./call.ts";

/** The primary's tenants table, for a region that is not the primary. */
export const createRemoteTenants = (primary: PrimaryOptions): Tenants => {
  const callPrimary = createCallPrimary(primary);
  return {
    async reserve({ workspaceId, region, delegatedZone }, reservation) {
      await callPrimary(internalRoutes.reserveTenant, {
        params: { workspace_id: workspaceId },
        body: { region, delegated_zone: delegatedZone, reservation },
      });
    },

    async activate(workspaceId) {
      await callPrimary(internalRoutes.activateTenant, { params: { workspace_id: workspaceId } });
    },

    async release(workspaceId, generation) {
      try {
        await callPrimary(internalRoutes.releaseTenant, {
          params: { workspace_id: workspaceId },
          body: { generation },
        });
      } catch (error) {
        // It was released before, and another region has it now.
        if (!isNotFound(error)) throw error;
      }
    },

    async markDeleted(workspaceId) {
      await callPrimary(internalRoutes.deleteTenant, { params: { workspace_id: workspaceId } });
    },

    async get(workspaceId) {
      try {
        const found = await callPrimary(internalRoutes.getTenant, { params: { workspace_id: workspaceId } });
        const { region, delegated_zone: delegatedZone, status, generation } = found;
        return { workspaceId, region: region as RegionId, delegatedZone, status, generation };
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
  };
};

const isNotFound = (error: unknown): boolean => error instanceof CogrionError && error.code === "workspace_not_found";
