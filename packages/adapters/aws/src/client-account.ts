import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { ClientAccount } from "@cogrion/domain";
import type { Sessions } from "./clients.ts";
import { runPreflight } from "./preflight.ts";

export const createClientAccount = (sessions: Sessions): ClientAccount => ({
  async assumeRole(context) {
    const { assumedRoleArn } = await sessions.assume(context);
    const { sts } = await sessions.of(context);
    const identity = await sts.send(new GetCallerIdentityCommand({}));
    return { assumedRoleArn, accountId: identity.Account ?? "" };
  },
  preflight: (context) => runPreflight(sessions, context),
});
