import { edgeApps } from "@cogrion/edge-bundle/bundle";
import { z } from "zod";

/** Edge apps that run in workerd, each on its own port, with the namespace as `TENANT_ROUTES`. */
const workerApps = z.array(
  z.strictObject({ app: z.enum(edgeApps), port: z.int(), bindings: z.record(z.string(), z.string()) }),
);
export type WorkerApp = z.infer<typeof workerApps>[number];

const schema = z.object({
  WORKERS_API_PORT: z.coerce.number().int(),
  WORKERS_RUNTIME_PORT: z.coerce.number().int(),
  WORKERS_PERSIST_FOLDER: z.string().min(1),
  CLOUDFLARE_API_TOKEN: z.string().min(1),
  CLOUDFLARE_ACCOUNT_ID: z.string().min(1),
  CLOUDFLARE_KV_NAMESPACE_ID: z.string().min(1),
  WORKERS_REPOSITORY_FOLDER: z.string().min(1),
  WORKERS_APPS: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(workerApps),
});

export type WorkersEnvironment = {
  apiPort: number;
  runtimePort: number;
  persistFolder: string;
  apiToken: string;
  accountId: string;
  namespaceId: string;
  apps: WorkerApp[];
  /** The checkout whose edge apps are bundled. */
  repositoryFolder: string;
};

export const readWorkersEnvironment = (): WorkersEnvironment => {
  const read = schema.parse(process.env);
  return {
    apiPort: read.WORKERS_API_PORT,
    runtimePort: read.WORKERS_RUNTIME_PORT,
    persistFolder: read.WORKERS_PERSIST_FOLDER,
    apiToken: read.CLOUDFLARE_API_TOKEN,
    accountId: read.CLOUDFLARE_ACCOUNT_ID,
    namespaceId: read.CLOUDFLARE_KV_NAMESPACE_ID,
    apps: read.WORKERS_APPS,
    repositoryFolder: read.WORKERS_REPOSITORY_FOLDER,
  };
};

/** What the child process reads. */
export const workersEnvironmentOf = (each: WorkersEnvironment): Record<string, string> => ({
  WORKERS_API_PORT: String(each.apiPort),
  WORKERS_RUNTIME_PORT: String(each.runtimePort),
  WORKERS_PERSIST_FOLDER: each.persistFolder,
  CLOUDFLARE_API_TOKEN: each.apiToken,
  CLOUDFLARE_ACCOUNT_ID: each.accountId,
  CLOUDFLARE_KV_NAMESPACE_ID: each.namespaceId,
  WORKERS_REPOSITORY_FOLDER: each.repositoryFolder,
  WORKERS_APPS: JSON.stringify(each.apps),
});
