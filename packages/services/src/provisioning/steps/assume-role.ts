import type { ProvisioningStep } from "../deps.ts";

/** Proves that the role still accepts us. The adapter keeps the sessions in memory. */
export const assumeRole: ProvisioningStep = {
  id: "assume_role",
  async run({ clientAccount }, { client }) {
    const { assumedRoleArn, accountId } = await clientAccount.assumeRole(client);
    return { assumed_role_arn: assumedRoleArn, aws_account_id: accountId };
  },
  // A session expires by itself.
  undo: () => Promise.resolve(),
};
