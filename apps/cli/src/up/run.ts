import { createApiClient } from "@cogrion/contract";
import type { WorkspaceView } from "@cogrion/contract";
import type { RegionId } from "@cogrion/domain";
import { workspaceUrlOf } from "@cogrion/domain";
import type { StartedRegion, StartedStack } from "@cogrion/local-stack";
import {
  clientAwsAccountId,
  createOnboardingRole,
  ensureSecrets,
  ensureToolchain,
  keepWorkspaceToken,
  readWorkspaceToken,
  regionalPortsOf,
  requireFreePorts,
  sharedPortsOf,
  stackUser,
  startStack,
  startWorkspaceBff,
} from "@cogrion/local-stack";
import type { ClientSide } from "./main-job.ts";
import { runMainJob } from "./main-job.ts";
import type { UpReporter } from "./reporter.ts";
import type { StackSession } from "./session.ts";
import { openSession } from "./session.ts";
import { createLocalSignIn } from "./sign-in.ts";

export type UpOptions = { regions: RegionId[]; portOffset: number; reporter: UpReporter; signal: AbortSignal };
export type UpResult = {
  session: StackSession;
  stack: StartedStack;
  workspaces: { workspace: WorkspaceView; region: StartedRegion; bffUrl: string }[];
  user: { email: string; password: string };
};

const requirePorts = async ({ regions, portOffset }: UpOptions): Promise<void> => {
  await requireFreePorts(sharedPortsOf(portOffset));
  for (const [index, region] of regions.entries()) {
    const named = Object.entries(regionalPortsOf(index, portOffset));
    const several = regions.length > 1 ? `.${region}` : "";
    await requireFreePorts(Object.fromEntries(named.map(([name, port]) => [`${name}${several}`, port])));
  }
};

/** Fetches, starts and provisions. What it started is in `session`, also where it throws: `onSession` hands it over first. */
export const runUp = async (options: UpOptions, onSession: (session: StackSession) => void): Promise<UpResult> => {
  const { reporter, regions, portOffset, signal } = options;
  reporter.note("Parts");
  const toolchain = await ensureToolchain({ progress: { update: reporter.fetching, done: reporter.fetched } });
  await requirePorts(options);
  const secrets = await ensureSecrets();
  const session = await openSession({ portOffset, regions });
  onSession(session);
  signal.throwIfAborted();

  const stack = await startStack({
    regions,
    portOffset,
    secrets,
    toolchain,
    async onStarted(part) {
      reporter.started(part.name, part.port);
      await session.add(part);
      signal.throwIfAborted();
    },
  });
  const user = { email: stackUser.email, password: secrets.userPassword };
  const workspaces: UpResult["workspaces"] = [];
  for (const region of stack.regions) {
    reporter.note(regions.length === 1 ? "\nWorkspace" : `\nWorkspace in ${region.place.region}`);
    const api = createApiClient({ baseUrl: region.apiUrl, token: createLocalSignIn(region.issuer, user) });
    const client = clientSideOf({ region, stack, session, reporter, isOnly: regions.length === 1 });
    const workspace = await runMainJob({
      api,
      accountName: "Acme",
      slug: "acme",
      client,
      onEvent: reporter.job,
      signal,
    });
    const bffUrl = workspaceUrlOf("bff", workspace.id, region.place, { localBffPort: region.ports.bff });
    workspaces.push({ workspace, region, bffUrl });
  }
  await session.markReady();
  return { session, stack, workspaces, user };
};

type ClientSideOptions = {
  region: StartedRegion;
  stack: StartedStack;
  session: StackSession;
  reporter: UpReporter;
  isOnly: boolean;
};

/** The local stack plays the client: their AWS account in the emulator, and their cluster's BFF as a process. */
const clientSideOf = ({ region, stack, session, reporter, isOnly }: ClientSideOptions): ClientSide => ({
  awsAccountId: clientAwsAccountId,
  roleName: "CogrionProvisioning",
  createRole: (template) =>
    createOnboardingRole({ endpointUrl: stack.aws.endpointUrl, roleName: "CogrionProvisioning", ...template }),
  readToken: readWorkspaceToken,
  keepToken: keepWorkspaceToken,
  async startBff(workspaceId) {
    const part = await startWorkspaceBff({
      workspaceId,
      apiUrl: region.apiUrl,
      bffUrl: workspaceUrlOf("bff", workspaceId, region.place, { localBffPort: region.ports.bff }),
      port: region.ports.bff,
      part: isOnly ? "bff" : `bff.${region.place.region}`,
    });
    reporter.started(part.name, region.ports.bff);
    await session.add({ ...part, port: region.ports.bff });
  },
});
