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
  const service = program.command("service-principal").summary("manage identities for automation");
  const inAccount = (name: string, summary: string): Command =>
    withApiOptions(
      service
        .command(name)
        .summary(summary)
        .requiredOption("--account <id>", "the account that owns the service principal", parseUuid),
    );
  const onOne = (name: string, summary: string): Command =>
    inAccount(name, summary).argument("<id>", "its id", parseUuid);
  const withKey = (command: Command): Command =>
    command
      .option("--key-file <file>", "create a key pair and store the private key in this file (mode 0600)")
      .option("--public-key-file <file>", "the public key of your own key pair: P-256, PEM or JWK");

  withExamples(
    withKey(inAccount("create", "create a service principal with a key pair"))
      .argument("<name>")
      .addOption(
        new Option("--role <role>", "its role; at most your own").choices(servicePrincipalRoles).makeOptionMandatory(),
      )
      .action(create),
    'service-principal create "deploy pipeline" --account ID --role operator --key-file deploy.pem',
  );
  withPageOptions(inAccount("list", "list the service principals, with state and last use")).action(list);
  onOne("get", "show a service principal with its keys").action(async (id: string, options: AccountOptions) => {
    const api = await connect(options);
    printServicePrincipal(await api.call(routes.getServicePrincipal, paramsOf(id, options)), options);
  });
  withExamples(
    withKey(onOne("rotate", "add a second key, to switch keys without interruption")).action(rotate),
    "service-principal rotate ID --account ACCOUNT --key-file new.pem",
  );
  onOne("remove-key", "remove a key; it gets no tokens from then on")
    .argument("<key>", "its id")
    // One id of 64 begins with a hyphen, and would be parsed as an option.
    .allowUnknownOption()
    .action(async (id: string, key: string, options: AccountOptions) => {
      const api = await connect(options);
      const params = { ...paramsOf(id, options).params, key_id: key };
      printServicePrincipal(await api.call(routes.removeServicePrincipalKey, { params }), options);
    });
  for (const [name, route, summary] of [
    ["disable", routes.disableServicePrincipal, "disable a service principal; its tokens are rejected"],
    ["enable", routes.enableServicePrincipal, "enable a service principal again"],
  ] as const)
    onOne(name, summary).action(async (id: string, options: AccountOptions) => {
      const api = await connect(options);
      printServicePrincipal(await api.call(route, paramsOf(id, options)), options);
    });
  onOne("delete", "delete a service principal permanently; its tokens are rejected").action(
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

/** Runs `work` with the key. If it fails, a key file that was created for it is deleted. */
const withPublicKey = async <T>(
  { keyFile, publicKeyFile }: KeyOptions,
  work: (publicKey: PublicKey) => Promise<T>,
): Promise<T> => {
  if ((keyFile === undefined) === (publicKeyFile === undefined)) {
    throw new UsageError("Use one of --key-file, to create a key pair, and --public-key-file, to use your own.");
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
    if (!body.success) throw new UsageError("A name has 1 to 100 characters and neither starts nor ends with a space.");
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
      `The old key still works. Once nothing uses it, remove it with: ${cogrion} service-principal remove-key ${id} ${old.id} --account ${options.account}`,
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
    empty: `Nothing found. Create one: ${cogrion} service-principal create --help`,
  });
};

/**
 * The sign-in service usually has the change within a second. After 30 s a note says that it has
 * not.
 */
const untilInForce = async (api: ApiClient, made: ServicePrincipalView): Promise<ServicePrincipalView> => {
  const deadline = Date.now() + inForceSeconds * 1000;
  let current = made;
  while (!current.is_in_force && Date.now() < deadline) {
    await sleep(250);
    const params = { account_id: made.account_id, service_principal_id: made.id };
    current = await api.call(routes.getServicePrincipal, { params });
  }
  if (!current.is_in_force)
    console.error(
      "The change is stored, but not yet in force: the region's sign-in service cannot be reached. It takes effect once it can.",
    );
  return current;
};
