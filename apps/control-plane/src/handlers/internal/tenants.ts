import type { tenant } from "@cogrion/contract/internal";
import type { Tenant } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import type { z } from "zod";
import type { InternalHandlerDeps, InternalHandlers } from "./deps.ts";

type Tenants = Pick<InternalHandlers, "getTenant" | "reserveTenant" | "activateTenant" | "deleteTenant">;

const done = { status: 204 } as const;

export const createTenantHandlers = ({ tenants }: InternalHandlerDeps): Tenants => ({
  async getTenant({ params }) {
    const found = await tenants.get(params.workspace_id);
    if (found !== undefined) return { status: 200, body: presentTenant(found) };
    throw new CogrionError("workspace_not_found", { detail: "No region holds a workspace with this id." });
  },

  async reserveTenant({ params, body: { region, delegated_zone: delegatedZone, reservation } }) {
    await tenants.reserve({ workspaceId: params.workspace_id, region, delegatedZone }, reservation);
    return done;
  },

  async activateTenant({ params }) {
    await tenants.activate(params.workspace_id);
    return done;
  },

  async deleteTenant({ params }) {
    await tenants.markDeleted(params.workspace_id);
    return done;
  },
});

const presentTenant = ({ workspaceId, region, delegatedZone, status }: Tenant): z.input<typeof tenant> => ({
  workspace_id: workspaceId,
  region,
  delegated_zone: delegatedZone,
  status,
});
