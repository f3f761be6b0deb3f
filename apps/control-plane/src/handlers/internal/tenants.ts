import type { tenant } from "@cogrion/contract/internal";
import type { Tenant, WorkspaceId } from "@cogrion/domain";
import { CogrionError, delegatedZoneOf } from "@cogrion/domain";
import type { RegionCaller } from "@cogrion/services/access/caller";
import type { z } from "zod";
import type { InternalHandlerDeps, InternalHandlers } from "./deps.ts";

type Tenants = Pick<
  InternalHandlers,
  "getTenant" | "lookUpTenants" | "reserveTenant" | "activateTenant" | "releaseTenant" | "deleteTenant"
>;

const done = { status: 204 } as const;

export const createTenantHandlers = ({ tenants, place }: InternalHandlerDeps): Tenants => {
  /** Another region's tenant does not exist for the caller. */
  const requireOwn = async (workspaceId: WorkspaceId, { region }: RegionCaller): Promise<Tenant> => {
    const found = await tenants.get(workspaceId);
    if (found?.region === region) return found;
    throw new CogrionError("workspace_not_found", { detail: "This region has no workspace with this id." });
  };
  return {
    async getTenant({ params, caller }) {
      return { status: 200, body: presentTenant(await requireOwn(params.workspace_id, caller)) };
    },

    // Another region's tenants do not exist for the caller.
    async lookUpTenants({ body, caller }) {
      const found = await tenants.list(body.workspace_ids);
      return {
        status: 200,
        body: { tenants: found.filter(({ region }) => region === caller.region).map(presentTenant) },
      };
    },

    async reserveTenant({ params: { workspace_id: workspaceId }, body, caller }) {
      const { region } = caller;
      const delegatedZone = delegatedZoneOf(workspaceId, { ...place, region });
      if (body.region !== region || body.delegated_zone !== delegatedZone) {
        throw new CogrionError("region_forbidden", {
          detail: `A workspace id can be reserved only for the calling region, ${region}, and with the zone that follows from it.`,
        });
      }
      await tenants.reserve({ workspaceId, region, delegatedZone }, body.reservation, caller);
      return done;
    },

    async activateTenant({ params, caller }) {
      const { workspaceId } = await requireOwn(params.workspace_id, caller);
      await tenants.activate(workspaceId, caller);
      return done;
    },

    async releaseTenant({ params, body, caller }) {
      const { workspaceId } = await requireOwn(params.workspace_id, caller);
      await tenants.release(workspaceId, body.generation, caller);
      return done;
    },

    async deleteTenant({ params, caller }) {
      const { workspaceId } = await requireOwn(params.workspace_id, caller);
      await tenants.markDeleted(workspaceId, caller);
      return done;
    },
  };
};

const presentTenant = ({
  workspaceId,
  region,
  delegatedZone,
  status,
  generation,
}: Tenant): z.output<typeof tenant> => ({
  workspace_id: workspaceId,
  region,
  delegated_zone: delegatedZone,
  status,
  generation,
});
