import { z } from "zod";

const schema = z.object({
  WORKERS_API_PORT: z.coerce.number().int(),
  WORKERS_RUNTIME_PORT: z.coerce.number().int(),
  WORKERS_PERSIST_FOLDER: z.string().min(1),
  CLOUDFLARE_API_TOKEN: z.string().min(1),
  CLOUDFLARE_ACCOUNT_ID: z.string().min(1),
  CLOUDFLARE_KV_NAMESPACE_ID: z.string().min(1),
});

export type WorkersEnvironment = {
  apiPort: number;
  runtimePort: number;
  persistFolder: string;
  apiToken: string;
  accountId: string;
  namespaceId: string;
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
  };
};

/** What the child process reads back. */
export const workersEnvironmentOf = (each: WorkersEnvironment): Record<string, string> => ({
  WORKERS_API_PORT: String(each.apiPort),
  WORKERS_RUNTIME_PORT: String(each.runtimePort),
  WORKERS_PERSIST_FOLDER: each.persistFolder,
  CLOUDFLARE_API_TOKEN: each.apiToken,
  CLOUDFLARE_ACCOUNT_ID: each.accountId,
  CLOUDFLARE_KV_NAMESPACE_ID: each.namespaceId,
});
