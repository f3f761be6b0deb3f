import { createApiClient } from "@cogrion/contract";
import type { RegionId } from "@cogrion/domain";
import { workspaceUrlOf } from "@cogrion/domain";
import type { StartedRegion, StartedStack } from "@cogrion/local-stack";
import {
  clientAwsAccountOf,
  ensureSecrets,
  ensureToolchain,
  keepOwnWorkspace,
  keepWorkspaceToken,
  portsOf,
  readOwnWorkspace,
  readWorkspaceToken,
  requireUsablePorts,
  secretsFile,
  stackUser,
  startStack,
  startWorkspaceBff,
} from "@cogrion/local-stack";
import { launchOnboardingStack } from "@cogrion/emulators/aws/onboarding-stack";
import type { ClientSide } from "./main-job.ts";
import { runMainJob } from "./main-job.ts";
import { endpointsOf } from "./endpoints.ts";
import type { UpReporter } from "./reporter.ts";
import type { UpResult } from "./result.ts";
import type { StackSession } from "./session.ts";
import { createLocalSignIn } from "./sign-in.ts";

export type UpOptions = {
  regions: RegionId[];
  portOffset: number;
  session: StackSession;
  reporter: UpReporter;
  signal: AbortSignal;
};

/**
 * Downloads, starts and provisions. What it starts is in the session, which ends it even if this
 * throws.
 */
export const runUp = async (options: UpOptions): Promise<UpResult> => {
  const { reporter, regions, portOffset, session, signal } = options;
  // Faults that can be found here are reported before the minutes that downloads may take.
  const secrets = await ensureSecrets();
  await requireUsablePorts(portsOf(regions, portOffset));
  reporter.heading("Parts");
  const toolchain = await ensureToolchain({ progress: { update: reporter.fetching, done: reporter.fetched }, signal });
  signal.throwIfAborted();

  const stack = await startStack({
    regions,
    portOffset,
    secrets,
    toolchain,
    onStarting: reporter.starting,
    async onStarted(part) {
      await session.add(part);
      reporter.started(part.name, part.port);
      signal.throwIfAborted();
    },
  });
  const user = { email: stackUser.email, password: secrets.userPassword, secretsFile };
  const workspaces: UpResult["workspaces"] = [];
  for (const [index, region] of stack.regions.entries()) {
    reporter.heading(regions.length === 1 ? "Workspace" : `Workspace in ${region.place.region}`);
    const api = createApiClient({ baseUrl: region.apiUrl, token: createLocalSignIn(region.issuer, user) });
    const workspace = await runMainJob({
      api,
      memory: {
        read: () => readOwnWorkspace(region.place.region),
        keep: (id) => keepOwnWorkspace(region.place.region, id),
      },
      accountName: "Acme",
      slug: "acme",
      client: clientSideOf({ region, index, stack, session, reporter }),
      onEvent: reporter.job,
      signal,
    });
    const bffUrl = workspaceUrlOf("bff", workspace.id, region.place, { localBffPort: region.ports.bff });
    workspaces.push({ workspace, region, bffUrl });
  }
  const mailUrl = stack.mail.url.replace("127.0.0.1", "localhost");
  const { signInOrigin, dashboardOrigin } = stack;
  await session.markReady(endpointsOf({ workspaces, mailUrl, signInOrigin, dashboardOrigin }));
  return { workspaces, mailUrl, signInOrigin, dashboardOrigin, user };
};

type ClientSideOptions = {
  region: StartedRegion;
  index: number;
  stack: StartedStack;
  session: StackSession;
  reporter: UpReporter;
};

/**
 * The local stack plays the client: their AWS account in the emulator, and their cluster's BFF as a
 * process.
 */
const clientSideOf = ({ region, index, stack, session, reporter }: ClientSideOptions): ClientSide => {
  return {
    awsAccountId: clientAwsAccountOf(index),
    async launchTemplate({ id: workspaceId, aws }, template) {
      const { endpointUrl } = stack.aws;
      await launchOnboardingStack({
        endpointUrl,
        workspaceId,
        template,
        accountId: aws.account_id,
        awsRegion: aws.region,
      });
    },
    readToken: readWorkspaceToken,
    keepToken: keepWorkspaceToken,
    async startBff(workspaceId) {
      const port = region.ports.bff;
      const part = stack.regions.length === 1 ? "bff" : `bff.${region.place.region}`;
      const bffUrl = workspaceUrlOf("bff", workspaceId, region.place, { localBffPort: port });
      reporter.starting(part);
      const running = await startWorkspaceBff({
        workspaceId,
        apiUrl: region.apiUrl,
        bffUrl,
        port,
        part,
      });
      await session.add({ ...running, port, healthUrl: `http://127.0.0.1:${port}/healthz` });
      reporter.started(part, port);
      return bffUrl;
    },
  };
};
