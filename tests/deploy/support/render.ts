import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { z } from "zod";

const execute = promisify(execFile);

const kubernetesObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});
/** As parsed; checks read it by path. */
export type KubernetesObject = z.output<typeof kubernetesObject>;

export type Render = { helm: string; chart: string; values: object; namespace?: string };

/**
 * The output of `helm template` for the chart. @throws Error with Helm's message if it rejects the
 * values
 */
export const renderText = async ({ helm, chart, values, namespace = "cogrion" }: Render): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "cogrion-values-"));
  try {
    const file = join(folder, "values.json");
    await writeFile(file, JSON.stringify(values));
    const args = ["template", "region", chart, "--namespace", namespace, "--values", file, "--kube-version", "1.37.2"];
    return (await execute(helm, args, { maxBuffer: 2 ** 24 })).stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
};

export const render = async (options: Render): Promise<KubernetesObject[]> =>
  parseAllDocuments(await renderText(options)).flatMap((document) => {
    const value: unknown = document.toJS();
    return value === null ? [] : [kubernetesObject.parse(value)];
  });
