import { readFile } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { Document, parseDocument } from "yaml";
import { z } from "zod";
import type { DeployedRegion } from "./describe.ts";

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, { error: "must be a digest, sha256:…" });
const host = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, { error: "must be a host name" });
const certificateArn = z.string().startsWith("arn:aws:acm:", { error: "must be the ARN of a certificate" });

/**
 * The output of `terraform output -json` in `infra/terraform/envs/{environment}-{region}`, as far
 * as the values need it.
 */
export const regionOutputs = z.object({
  region: z.object({
    value: z.object({
      certificate_arns: z.object({ public: certificateArn, internal: certificateArn, agent: certificateArn }),
      workspace_zone_id: z.string().regex(/^Z[A-Z0-9]+$/, { error: "must be the id of a hosted zone" }),
      databases: z.object({ keycloak: z.object({ host }), temporal: z.object({ host }) }),
      network: z.object({ vpc_id: z.string().startsWith("vpc-"), account_id: z.string() }),
    }),
  }),
});
export type RegionOutputs = z.infer<typeof regionOutputs>;

export const edgeStore = z.object({
  cloudflareAccountId: z.string().regex(/^[0-9a-f]{32}$/, { error: "must be 32 hexadecimal digits" }),
  kvNamespaceId: z.string().regex(/^[0-9a-f]{32}$/, { error: "must be 32 hexadecimal digits" }),
});

/** Version and digests of one release's images. */
export const releaseDigests = z.object({
  version: z.string().regex(/^\d+\.\d+\.\d+(-[0-9a-z.]+)?$/, { error: "must be a version, like 1.2.0" }),
  controlPlane: digest,
  worker: digest,
});

export type Recorded = {
  outputs?: RegionOutputs;
  edge?: z.infer<typeof edgeStore>;
  release?: z.infer<typeof releaseDigests>;
};

type Leaf = [part: string, path: string[], value: unknown];

const leavesOf = ({ outputs, edge, release }: Recorded, previousWorkers: unknown): Leaf[] => [
  ...(outputs === undefined ? [] : leavesOfOutputs(outputs)),
  ...(edge === undefined
    ? []
    : [
        ["control-plane", ["environment", "CLOUDFLARE_ACCOUNT_ID"], edge.cloudflareAccountId] satisfies Leaf,
        ["control-plane", ["environment", "CLOUDFLARE_KV_NAMESPACE_ID"], edge.kvNamespaceId] satisfies Leaf,
      ]),
  ...(release === undefined
    ? []
    : [
        ["control-plane", ["api", "image", "digest"], release.controlPlane] satisfies Leaf,
        ["control-plane", ["worker", "versions"], workersOf(release, previousWorkers)] satisfies Leaf,
      ]),
];

const leavesOfOutputs = ({ region: { value } }: RegionOutputs): Leaf[] => [
  ["control-plane", ["loadBalancer", "certificateArns"], value.certificate_arns],
  ["control-plane", ["environment", "WORKSPACE_ZONE_ID"], value.workspace_zone_id],
  ["platform", ["staff", "certificateArn"], value.certificate_arns.internal],
  ["platform", ["keycloak", "databaseHost"], value.databases.keycloak.host],
  ["aws-load-balancer-controller", ["vpcId"], value.network.vpc_id],
  ...["default", "visibility"].map((store): Leaf => [
    "temporal",
    ["server", "config", "persistence", "datastores", store, "sql", "connectAddr"],
    `${value.databases.temporal.host}:5432`,
  ]),
];

const runningWorkers = z.array(z.object({ name: z.string(), digest, replicas: z.number() })).catch([]);

/** The new version beside the one that ran: the old one finishes what it began, in one pod. */
const workersOf = ({ version, worker }: z.infer<typeof releaseDigests>, previous: unknown): object[] => {
  const name = `v${version.replaceAll(".", "-")}`;
  const older = runningWorkers.parse(previous).filter((each) => each.name !== name);
  return [{ name, digest: worker, replicas: 2 }, ...older.slice(0, 1).map((each) => ({ ...each, replicas: 1 }))];
};

/**
 * Writes what only AWS and a release know into the region's values. Every other line of the files,
 * including comments, does not change. Recording the same again changes nothing.
 * @returns the paths of the files that changed.
 */
export const recordRegion = async (
  checkoutFolder: string,
  region: DeployedRegion,
  recorded: Recorded,
): Promise<string[]> => {
  const documents = new Map<string, { text: string; document: Document }>();
  const open = async (part: string) => {
    const known = documents.get(part);
    if (known !== undefined) return known;
    const text = await readFile(join(checkoutFolder, pathOf(region, part)), "utf8").catch(() => "");
    const opened = { text, document: text === "" ? new Document({}) : parseDocument(text) };
    documents.set(part, opened);
    return opened;
  };
  const running = (await open("control-plane")).document.toJS() as { worker?: { versions?: unknown } };
  for (const [part, path, value] of leavesOf(recorded, running.worker?.versions)) {
    const { document } = await open(part);
    document.setIn(path, document.createNode(value));
  }
  const changed: string[] = [];
  for (const [part, { text, document }] of documents) {
    const after = document.toString({ lineWidth: 0 });
    if (after === text) continue;
    await writeFileAtomic(join(checkoutFolder, pathOf(region, part)), after);
    changed.push(pathOf(region, part));
  }
  return changed;
};

const pathOf = ({ name }: DeployedRegion, part: string): string => `infra/values/${name}/${part}.yaml`;
