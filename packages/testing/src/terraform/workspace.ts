import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { quietly } from "@cogrion/local-stack/toolchain/fetching";
import type { TerraformProvider } from "@cogrion/local-stack/toolchain/terraform";
import { ensureProviderBindings } from "@cogrion/local-stack/toolchain/terraform";
import { z } from "zod";
import type { ProviderServer } from "./provider-server.ts";
import { startProviderServer } from "./provider-server.ts";

/**
 * A resource as Terraform would have created it, with invented values for what the provider
 * computes.
 */
export type Planned = {
  address: string;
  type: string;
  index: string | number | undefined;
  values: Record<string, unknown>;
};

/** `faults`: Terraform's findings, one per line; empty if there are none. */
export type Verdict = { faults: string[] };
export type Plan = Verdict & { resources: Planned[] };

export type TerraformWorkspace = {
  /** The copy of `infra/`, which a test may change. */
  folder: string;
  /** `terraform init` and `validate` of a root module, by its path below `infra/terraform`. */
  validate(root: string): Promise<Verdict>;
  /** All resources of a root module, created with mocks for what only AWS knows. */
  plan(root: string, mocks: string): Promise<Plan>;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
  /** Another copy with the same providers, for a change that must not be visible elsewhere. */
  fork(): Promise<TerraformWorkspace>;
  close(): Promise<void>;
};

const resource = z.object({
  address: z.string(),
  type: z.string(),
  index: z.union([z.string(), z.number()]).optional(),
  values: z.record(z.string(), z.unknown()),
});
type Module = { resources?: z.infer<typeof resource>[] | undefined; child_modules?: Module[] | undefined };
const stateModule: z.ZodType<Module> = z.lazy(() =>
  z.object({ resources: z.array(resource).optional(), child_modules: z.array(stateModule).optional() }),
);
const diagnostic = z.object({
  severity: z.string(),
  summary: z.string(),
  detail: z.string().optional(),
  range: z.object({ filename: z.string() }).nullish(),
});
const validated = z.object({ diagnostics: z.array(diagnostic) });
const message = z.looseObject({
  type: z.string(),
  diagnostic: diagnostic.optional(),
  test_state: z.object({ root_module: stateModule }).optional(),
});

const faultOf = ({ summary, detail = "", range }: z.infer<typeof diagnostic>): string =>
  `${range?.filename ?? "?"}: ${summary}: ${detail.replaceAll(/\s+/g, " ")}`;

const faultsOf = (diagnostics: readonly z.infer<typeof diagnostic>[]): string[] =>
  diagnostics.filter(({ severity }) => severity === "error").map(faultOf);

const resourcesOf = ({ resources = [], child_modules = [] }: Module): Planned[] => [
  ...resources.map(({ address, type, index, values }) => ({ address, type, index, values })),
  ...child_modules.flatMap(resourcesOf),
];

/** Every type in the files of `infra/terraform`, so that no other schema has to be read. */
const typesIn = async (folder: string, kind: "resource" | "data", provider: TerraformProvider): Promise<string[]> => {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".tf"));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  const declared = new RegExp(`^${kind} "(${provider}_\\w+)"`, "gm");
  return [...new Set(texts.flatMap((text) => [...text.matchAll(declared)].flatMap(([, type]) => type ?? [])))];
};

const providers: Record<TerraformProvider, { address: string; hasBlocks: boolean }> = {
  aws: { address: "registry.terraform.io/hashicorp/aws", hasBlocks: true },
  cloudflare: { address: "registry.terraform.io/cloudflare/cloudflare", hasBlocks: false },
};
const providerNames: readonly TerraformProvider[] = ["aws", "cloudflare"];

/**
 * Terraform with a copy of `infra/` and the providers' schemas served on loopback; it contacts no
 * registry and no cloud.
 */
export const openTerraform = async (terraform: string, infraFolder: string): Promise<TerraformWorkspace> => {
  const servers = new Map<string, ProviderServer>();
  for (const name of providerNames) {
    const { address, hasBlocks } = providers[name];
    const bindingsFolder = await ensureProviderBindings(name, quietly);
    const source = join(infraFolder, "terraform");
    const types = {
      resources: await typesIn(source, "resource", name),
      dataSources: await typesIn(source, "data", name),
    };
    servers.set(address, await startProviderServer({ name, bindingsFolder, hasBlocks, types }));
  }
  const reattach = Object.fromEntries([...servers].map(([address, server]) => [address, server.reattach]));
  const folders = new Set<string>();

  const run = async (cwd: string, ...args: string[]): Promise<string> => {
    const child = spawn(terraform, args, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: "/usr/bin:/bin",
        HOME: cwd,
        TF_IN_AUTOMATION: "1",
        CHECKPOINT_DISABLE: "1",
        TF_REATTACH_PROVIDERS: JSON.stringify(reattach),
      },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await new Promise<void>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", () => resolve());
    });
    return output;
  };

  const open = async (from: string): Promise<TerraformWorkspace> => {
    const folder = await mkdtemp(join(tmpdir(), "cogrion-terraform-"));
    folders.add(folder);
    await cp(from, folder, { recursive: true, filter: (file) => !/\/\.terraform(\/|$)/.test(file) });
    const rootFolder = (root: string): string => join(folder, "terraform", root);
    const init = async (root: string): Promise<string[]> => {
      const output = await run(rootFolder(root), "init", "-backend=false", "-input=false", "-no-color");
      return output.includes("Terraform has been successfully initialized") ? [] : [output.trim()];
    };
    return {
      folder,
      async validate(root) {
        const faults = await init(root);
        if (faults.length > 0) return { faults };
        const output = await run(rootFolder(root), "validate", "-json", "-no-color");
        return { faults: faultsOf(validated.parse(JSON.parse(output.slice(output.indexOf("{")))).diagnostics) };
      },
      async plan(root, mocks) {
        const faults = await init(root);
        if (faults.length > 0) return { faults, resources: [] };
        await writeFile(join(rootFolder(root), "plan.tftest.hcl"), mocks);
        const output = await run(rootFolder(root), "test", "-json", "-verbose", "-no-color");
        const messages = output
          .split("\n")
          .filter((line) => line.startsWith("{"))
          .map((line) => message.parse(JSON.parse(line)));
        const state = messages.find((each) => each.test_state !== undefined)?.test_state;
        return {
          faults: faultsOf(messages.flatMap((each) => each.diagnostic ?? [])),
          resources: state === undefined ? [] : resourcesOf(state.root_module),
        };
      },
      read: (file) => readFile(join(folder, file), "utf8"),
      async write(file, text) {
        await mkdir(dirname(join(folder, file)), { recursive: true });
        await writeFile(join(folder, file), text);
      },
      fork: () => open(folder),
      async close() {
        await rm(folder, { recursive: true, force: true });
        folders.delete(folder);
        if (folders.size === 0) for (const server of servers.values()) server.stop();
      },
    };
  };
  return open(infraFolder);
};
