import type { tenant } from "@cogrion/contract/internal";
import { internalRoutes, maxLookup } from "@cogrion/contract/internal";
import type { RegionId, Tenant, Tenants, WorkspaceId } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import DataLoader from "dataloader";
import type { z } from "zod";
import type { PrimaryOptions } from "./call.ts";
import { createCallPrimary } from "./call.ts";

export type RemoteTenantsOptions = PrimaryOptions & {
  /** Resolves when the next read may be sent. */
  turn?: () => Promise<void>;
};

/** Reconciliation reads, and nobody waits for it: what is read in this time shares a call. */
const batchMilliseconds = 100;

/** The primary's tenants table, for a region that is not the primary. */
export const createRemoteTenants = ({ turn = () => Promise.resolve(), ...primary }: RemoteTenantsOptions): Tenants => {
  const callPrimary = createCallPrimary(primary);

  const list = async (workspaceIds: readonly WorkspaceId[]): Promise<Tenant[]> => {
    await turn();
    const { tenants } = await callPrimary(internalRoutes.lookUpTenants, { body: { workspace_ids: [...workspaceIds] } });
    return tenants.map(tenantOf);
  };
  const getOne = async (workspaceId: WorkspaceId): Promise<Tenant | undefined> => {
    await turn();
    try {
      return tenantOf(await callPrimary(internalRoutes.getTenant, { params: { workspace_id: workspaceId } }));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };
  const getMany = async (ids: readonly WorkspaceId[]): Promise<(Tenant | undefined)[]> => {
    const [only] = ids;
    if (ids.length === 1 && only !== undefined) return [await getOne(only)];
    const found = new Map((await list(ids)).map((each) => [each.workspaceId, each]));
    return ids.map((id) => found.get(id));
  };
  const loader = new DataLoader<WorkspaceId, Tenant | undefined>(getMany, {
    cache: false,
    maxBatchSize: maxLookup,
    batchScheduleFn: (send) => void setTimeout(send, batchMilliseconds),
  });

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

    get: (workspaceId) => loader.load(workspaceId),
    list,
  };
};

const tenantOf = (found: z.output<typeof tenant>): Tenant => ({
  workspaceId: found.workspace_id as WorkspaceId,
  region: found.region as RegionId,
  delegatedZone: found.delegated_zone,
  status: found.status,
  generation: found.generation,
});

const isNotFound = (error: unknown): boolean => error instanceof CogrionError && error.code === "workspace_not_found";
