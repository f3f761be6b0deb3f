import { randomBytes } from "node:crypto";
import type { Stage } from "../../support/stage.ts";
import type { OperationCase } from "../case.ts";
import { givenCase } from "./workspaces.ts";

/** A domain: mails to people would use up quotas that other tests count. */
const newDomain = (): string => `d${randomBytes(6).toString("hex")}.example`;

const granted = async (stage: Stage): Promise<{ workspace_id: string; grant_id: string }> => {
  const { id } = await givenCase(stage);
  const { grant } = await stage.store.signIns.addGrant({
    workspaceId: id,
    kind: "domain",
    value: newDomain(),
    grantedBy: "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10",
  });
  return { workspace_id: id, grant_id: grant.id };
};

export const signInGrantCases = {
  "sign_in_grants.create": async (stage) => ({
    params: { workspace_id: (await givenCase(stage)).id },
    body: { kind: "domain", value: newDomain() },
  }),
  "sign_in_grants.list": async (stage) => ({ params: { workspace_id: (await granted(stage)).workspace_id } }),
  "sign_in_grants.revoke": async (stage) => ({ params: await granted(stage) }),
} satisfies Record<string, OperationCase>;
