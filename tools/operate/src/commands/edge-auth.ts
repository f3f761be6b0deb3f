import type { RegionId, WorkspaceId } from "@cogrion/domain";
import { isRegionId } from "@cogrion/domain";
import type { HostDifference } from "@cogrion/edge-migration/hosts/answers";
import type { SignInRequest } from "@cogrion/edge-migration/hosts/compare-sign-in";
import { compareSignIn, signInRequests } from "@cogrion/edge-migration/hosts/compare-sign-in";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { askHostAt } from "../edge/ask-host.ts";
import type { RecordOptions } from "../edge/record.ts";
import { exitCodes } from "@cogrion/cli/failure";
import { tableOf } from "@cogrion/cli/render/text";
import { parseAddress, parseOrigin, parseWorkspaceId } from "@cogrion/cli/commands/arguments";
import { moveRecord, registerRollback, withRecordOptions, withTargetOption } from "./edge-record.ts";
import type { EdgeVerbs } from "./edge-verbs.ts";
import { withExamples, withExitCodes } from "@cogrion/cli/commands/help";

type Options = {
  origin: URL;
  cloudflare: string;
  aws: string;
  region: RegionId[];
  tenant?: WorkspaceId[];
  clientId: string;
  redirectUri: string;
  json?: boolean;
};

const maxTenants = 50;

const parseRegion = (text: string, before: RegionId[] = []): RegionId[] => {
  if (isRegionId(text)) return [...before, text];
  throw new InvalidArgumentError("A region's id looks like sgp-1.");
};

const parseTenant = (text: string, before: WorkspaceId[] = []): WorkspaceId[] => {
  if (before.length >= maxTenants) throw new InvalidArgumentError(`At most ${maxTenants} tenants can be compared.`);
  return [...before, parseWorkspaceId(text)];
};

const withComparison = (command: Command): Command =>
  command
    .requiredOption("--origin <origin>", "the public origin: https://auth.cogrion.com", parseOrigin)
    .requiredOption("--cloudflare <host>", "address of the Worker", parseAddress)
    .requiredOption("--aws <host>", "address of the AWS host", parseAddress)
    .requiredOption("--region <id>", "a region; can be repeated", parseRegion)
    .option("--tenant <id>", `a workspace to compare; can be repeated, at most ${maxTenants}`, parseTenant)
    .option("--client-id <id>", "a client whose login page is requested", "cogrion-dashboard")
    .requiredOption("--redirect-uri <url>", "a redirect URI of that client");

const exampleOptions =
  "--origin https://auth.cogrion.com --cloudflare auth.cogrion.com --aws d111.cloudfront.net \\\n" +
  "      --region sgp-1 --region frankfurt-1 --tenant w-acme --redirect-uri https://app.cogrion.com/callback";

export const registerAuth = ({ verify, cutover, rollback }: EdgeVerbs): void => {
  withExamples(
    withExitCodes(withComparison(verify.command("auth").option("--json", "print JSON")))
      .summary("the sign-in entry: send its Worker and its AWS host the same requests (docs/runbooks/edge-auth.md)")
      .action(compare),
    `edge verify auth ${exampleOptions}`,
  );
  withExamples(
    withComparison(withTargetOption(withRecordOptions(cutover.command("auth"))))
      .summary("the sign-in entry: point its name at AWS, if both hosts return the same now")
      .action(async (options: Options & RecordOptions & { target: string }) => {
        const differences = await ask(options);
        if (differences.length > 0) tell(options, differences);
        else await moveRecord("auth", options.target, options);
      }),
    `edge cutover auth --target d111.cloudfront.net ${exampleOptions}`,
  );
  registerRollback(rollback, "auth");
};

const requestsOf = ({ region: regions, tenant: tenants = [], clientId, redirectUri }: Options): SignInRequest[] =>
  signInRequests({ regions, tenants, clientId, redirectUri });

const ask = (options: Options): Promise<HostDifference[]> =>
  compareSignIn({
    origin: options.origin.origin,
    cloudflare: askHostAt(options.origin, options.cloudflare),
    aws: askHostAt(options.origin, options.aws),
    requests: requestsOf(options),
  });

const compare = async (options: Options): Promise<void> => tell(options, await ask(options));

const tell = (options: Options, differences: readonly HostDifference[]): void => {
  const requests = requestsOf(options).length;
  if (differences.length > 0) process.exitCode = exitCodes.blocked;
  if (options.json === true) console.log(JSON.stringify({ requests, differences }));
  else if (differences.length === 0) console.log(`Both hosts return the same to ${requests} requests.`);
  else {
    console.log(
      tableOf(
        ["request", "differs in", "Cloudflare", "AWS"],
        differences.map(({ request, what, cloudflare, aws }) => [request, what, cloudflare, aws]),
      ),
    );
  }
};
