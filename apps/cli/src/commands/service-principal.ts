import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "@cogrion/contract";
import { createServicePrincipalBody, routes } from "@cogrion/contract";
import type { PublicKey, ServicePrincipalRole } from "@cogrion/domain";
import { servicePrincipalRoles } from "@cogrion/domain";
import type { Command } from "commander";
import { Option } from "commander";
import type { ApiOptions } from "../client/connection.ts";
import { connect, withApiOptions } from "../client/connection.ts";
import type { PageOptions } from "../client/pages.ts";
import { printPage, withPageOptions } from "../client/pages.ts";
import { UsageError } from "../failure.ts";
import { keyIdOf, makeKeyFile, readPublicKeyFile } from "../keys/key-files.ts";
import type { ServicePrincipalView } from "../render/service-principal.ts";
import { printServicePrincipal } from "../render/service-principal.ts";
import { parseUuid } from "./arguments.ts";
import { withExamples } from "./help.ts";
import { cogrion } from "../invocation.ts";

type AccountOptions = ApiOptions & { account: string };
type KeyOptions = { keyFile?: string; publicKeyFile?: string };
type CreateOptions = AccountOptions & KeyOptions & { role: ServicePrincipalRole };

const inForceSeconds = 30;

export const register = (program: Command): void => {
  const service = program.command("service-principal").summary("identities for automation, each of one account");
  const inAccount = (name: string, summary: string): Command =>
    withApiOptions(
      service
        .command(name)
        .summary(summary)
        .requiredOption("--account <id>", "the account that it belongs to", parseUuid),
    );
  const onOne = (name: string, summary: string): Command =>
    inAccount(name, summary).argument("<id>", "its id", parseUuid);
  const withKey = (command: Command): Command =>
    command
      .option("--key-file <file>", "make a key pair, and keep the private key here (mode 0600)")
      .option("--public-key-file <file>", "the public half of a key pair of yours, PEM or JWK, P-256");

  withExamples(
    withKey(inAccount("create", "make one, with a key pair"))
      .argument("<name>")
      .addOption(
        new Option("--role <role>", "what it may do; no more than you")
          .choices(servicePrincipalRoles)
          .makeOptionMandatory(),
      )
      .action(create),
    'service-principal create "deploy pipeline" --account ID --role operator --key-file deploy.pem',
  );
  withPageOptions(inAccount("list", "list them, with state and last use")).action(list);
  onOne("get", "one of them, with its keys").action(async (id: string, options: AccountOptions) => {
    const api = await connect(options);
    printServicePrincipal(await api.call(routes.getServicePrincipal, paramsOf(id, options)), options);
  });
  withExamples(
    withKey(onOne("rotate", "add a key beside the one in use, so that you can move without a gap")).action(rotate),
    "service-principal rotate ID --account ACCOUNT --key-file new.pem",
  );
  onOne("remove-key", "remove a key: no token is given for it any more")
    .argument("<key>", "its id")
    // One id of 64 begins with a hyphen, and would be taken for an option.
    .allowUnknownOption()
    .action(async (id: string, key: string, options: AccountOptions) => {
      const api = await connect(options);
      const params = { ...paramsOf(id, options).params, key_id: key };
      printServicePrincipal(await api.call(routes.removeServicePrincipalKey, { params }), options);
    });
  for (const [name, route, summary] of [
    ["disable", routes.disableServicePrincipal, "refuse its tokens from now on"],
    ["enable", routes.enableServicePrincipal, "take its tokens again"],
  ] as const)
    onOne(name, summary).action(async (id: string, options: AccountOptions) => {
      const api = await connect(options);
      printServicePrincipal(await api.call(route, paramsOf(id, options)), options);
    });
  onOne("delete", "delete it for good; its tokens are refused from now on").action(
    async (id: string, options: AccountOptions) => {
      const api = await connect(options);
      await api.call(routes.deleteServicePrincipal, paramsOf(id, options));
      console.log(options.json === true ? JSON.stringify({ id }) : `Deleted ${id}.`);
    },
  );
};

const paramsOf = (id: string, { account }: AccountOptions) => ({
  params: { account_id: account, service_principal_id: id },
});

/** Does the work with the key; where that fails, a key file that was made for it is not left behind. */
const withPublicKey = async <T>(
  { keyFile, publicKeyFile }: KeyOptions,
  work: (publicKey: PublicKey) => Promise<T>,
): Promise<T> => {
  if ((keyFile === undefined) === (publicKeyFile === undefined)) {
    throw new UsageError("Name one: --key-file to make a key pair, or --public-key-file for one that you have.");
  }
  if (publicKeyFile !== undefined) return work(await readPublicKeyFile(publicKeyFile));
  const made = await makeKeyFile(keyFile ?? "");
  try {
    return await work(made);
  } catch (error) {
    await rm(keyFile ?? "", { force: true });
    throw error;
  }
};

const create = async (name: string, options: CreateOptions): Promise<void> => {
  const api = await connect(options);
  const made = await withPublicKey(options, async (publicKey) => {
    const body = createServicePrincipalBody.safeParse({ name, roles: [options.role], public_key: publicKey });
    if (!body.success) throw new UsageError("A name has 1 to 100 characters, and no space at its ends.");
    return api.call(routes.createServicePrincipal, { params: { account_id: options.account }, body: body.data });
  });
  printServicePrincipal(await untilInForce(api, made), options);
};

const rotate = async (id: string, options: AccountOptions & KeyOptions): Promise<void> => {
  const api = await connect(options);
  let added = "";
  const changed = await withPublicKey(options, (publicKey) => {
    added = keyIdOf(publicKey);
    return api.call(routes.addServicePrincipalKey, { ...paramsOf(id, options), body: { public_key: publicKey } });
  });
  printServicePrincipal(await untilInForce(api, changed), options);
  if (options.json === true) return;
  for (const old of changed.keys.filter((key) => key.id !== added))
    console.error(
      `The old key is good too. When nothing uses it any more: ${cogrion} service-principal remove-key ${id} ${old.id} --account ${options.account}`,
    );
};

const list = async (options: AccountOptions & PageOptions): Promise<void> => {
  const api = await connect(options);
  const { account, limit, cursor } = options;
  const page = await api.call(routes.listServicePrincipals, {
    params: { account_id: account },
    query: { limit, cursor },
  });
  printPage(page, {
    json: options.json,
    head: ["id", "name", "roles", "state", "last used"],
    row: (each) => [each.id, each.name, each.roles.join(", "), each.state, each.last_used_at ?? "never"],
    empty: `There is none. Make one: ${cogrion} service-principal create --help`,
  });
};

/** The region's sign-in is told within a second or so; what takes longer is told, and waited for no more. */
const untilInForce = async (api: ApiClient, made: ServicePrincipalView): Promise<ServicePrincipalView> => {
  const deadline = Date.now() + inForceSeconds * 1000;
  let current = made;
  while (!current.is_in_force && Date.now() < deadline) {
    await sleep(250);
    const params = { account_id: made.account_id, service_principal_id: made.id };
    current = await api.call(routes.getServicePrincipal, { params });
  }
  if (!current.is_in_force)
    console.error("The region's sign-in does not know it yet; it will as soon as it can be reached.");
  return current;
};
