import type { servicePrincipal } from "@cogrion/contract";
import type { z } from "zod";
import type { ApiOptions } from "../client/connection.ts";
import { factsOf } from "./text.ts";

export type ServicePrincipalView = z.infer<typeof servicePrincipal>;

export const printServicePrincipal = (each: ServicePrincipalView, { json }: ApiOptions): void => {
  const facts = {
    id: each.id,
    "client id": each.client_id,
    name: each.name,
    roles: each.roles.join(", "),
    state: each.is_in_force ? each.state : `${each.state}, not in force yet`,
    keys: each.keys.map(({ id }) => id).join(", ") || "none",
    "last used": each.last_used_at ?? "never",
  };
  console.log(json === true ? JSON.stringify(each) : factsOf(facts));
};
