import { ApiError, routes } from "@cogrion/contract";
import type { ApiClient, WorkspaceView } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";

/**
 * What `up` remembers about a region between two runs, because people also create their own
 * workspaces.
 */
export type OwnWorkspaceMemory = {
  read(): Promise<WorkspaceId | undefined>;
  keep(id: WorkspaceId): Promise<void>;
};

export type OwnWorkspaceOptions = {
  api: ApiClient;
  memory: OwnWorkspaceMemory;
  accountName: string;
  /** The preferred slug; if it is taken, a generated one replaces it. */
  slug: string;
  /** The client's account, in which the workspace lives. */
  awsAccountId: string;
  onAccount: (account: { accountId: string; isNew: boolean }) => void;
};

/**
 * The workspace that an earlier run created, found by its stored id. If the id is lost, the oldest
 * one; if there is none, a new one.
 */
export const ensureOwnWorkspace = async (options: OwnWorkspaceOptions): Promise<WorkspaceView> => {
  const { api, memory, onAccount } = options;
  const remembered = await readRemembered(options);
  if (remembered !== undefined && isLiving(remembered)) {
    onAccount({ accountId: remembered.account_id, isNew: false });
    return remembered;
  }
  const accountId = remembered?.account_id ?? (await ensureAccount(options));
  if (remembered !== undefined) onAccount({ accountId, isNew: false });
  const workspace =
    remembered === undefined
      ? ((await oldestIn(api, accountId)) ?? (await create(options, accountId)))
      : await createAfter(options, remembered);
  await memory.keep(workspace.id);
  return workspace;
};

const isLiving = ({ state }: WorkspaceView): boolean => state !== "deleted" && state !== "deleting";

const readRemembered = async ({ api, memory }: OwnWorkspaceOptions): Promise<WorkspaceView | undefined> => {
  const id = await memory.read();
  if (id === undefined) return undefined;
  try {
    return await api.call(routes.getWorkspace, { params: { workspace_id: id } });
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === "workspace_not_found") return undefined;
    throw error;
  }
};

const ensureAccount = async ({ api, accountName, onAccount }: OwnWorkspaceOptions): Promise<string> => {
  const named = (await everyPage((cursor) => api.call(routes.listAccounts, { query: { cursor } }))).filter(
    ({ name }) => name === accountName,
  );
  const existing = named.at(-1);
  const account =
    existing ??
    (await api.call(routes.createAccount, {
      body: { name: accountName },
      headers: { "idempotency-key": `up-account-${accountName.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}` },
    }));
  onAccount({ accountId: account.id, isNew: existing === undefined });
  return account.id;
};

const oldestIn = async (api: ApiClient, accountId: string): Promise<WorkspaceView | undefined> => {
  const query = { account_id: accountId };
  const all = await everyPage((cursor) => api.call(routes.listWorkspaces, { query: { ...query, cursor } }));
  return all.findLast(isLiving);
};

const create = async ({ api, slug, awsAccountId }: OwnWorkspaceOptions, accountId: string): Promise<WorkspaceView> => {
  const aws = { account_id: awsAccountId };
  try {
    return await api.call(routes.createWorkspace, { body: { account_id: accountId, slug, aws } });
  } catch (error) {
    // Ids are never reused: after a deletion, or in a second region, the slug belongs to somebody.
    if (!(error instanceof ApiError) || error.problem.code !== "workspace_slug_taken") throw error;
    return await api.call(routes.createWorkspace, { body: { account_id: accountId, aws } });
  }
};

/**
 * Its slug cannot be used again. With the key, a run that died before it could store the
 * successor's id finds the successor again.
 */
const createAfter = (
  { api, awsAccountId }: OwnWorkspaceOptions,
  { id, account_id: accountId }: WorkspaceView,
): Promise<WorkspaceView> =>
  api.call(routes.createWorkspace, {
    body: { account_id: accountId, aws: { account_id: awsAccountId } },
    headers: { "idempotency-key": `up-workspace-after-${id}` },
  });

/** Lists come newest first. */
const everyPage = async <Item>(
  read: (cursor: string | undefined) => Promise<{ items: Item[]; next_cursor: string | null }>,
): Promise<Item[]> => {
  const all: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    all.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return all;
};
