import type { SystemRole, TenantStatus } from "@cogrion/domain";
import type { Generated } from "kysely";

/** Tables of the primary region's database alone. */
export type PrimaryTables = {
  tenants: {
    workspace_id: string;
    region: string;
    delegated_zone: string;
    status: TenantStatus;
    reservation: string;
    generation: Generated<number>;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
  };
  principals: {
    uid: string;
    email: string;
    kind: "user" | "service";
    external_id: string;
    system_roles: Generated<SystemRole[]>;
    created_at: Generated<Date>;
  };
  principal_bindings: {
    issuer: string;
    email: string;
    subject: string;
    principal_uid: string;
    created_at: Generated<Date>;
  };
  principal_identities: { principal_uid: string; issuer: string; subject: string; created_at: Generated<Date> };
};
