import { readFile } from "node:fs/promises";
import { routes } from "@cogrion/contract";
import type { ApiClient } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { startSystem } from "@cogrion/testing/system";
import { until } from "@cogrion/testing/until";
import { askForWorkspace, launchTemplate, retry } from "@cogrion/testing/workspaces";
import type { Bench } from "./measure.ts";
import { againstFloor, forTheRecord, medianOf, quantileOf, withinLimit } from "./measure.ts";

const count = 200;
/** The bench's own clients in parallel; the worker gets all workspaces together. */
const concurrency = 8;

export const bench: Bench = {
  name: "many-workspaces",
  summary: `${count} workspaces at once on one worker: none lost, and memory that stays flat`,
  async *run(log) {
    const system = await startSystem();
    try {
      const api = await system.clientOf("owner@acme.example");
      const { id: accountId } = await api.call(routes.createAccount, { body: { name: "Many" } });
      const provision = async (batch: string): Promise<Batch> => {
        log(`${batch}: asking for ${count} workspaces and launching their roles`);
        const ids = await inTurn(count, async (number) => {
          const awsAccountId = String((batch === "first" ? 500_000_000_000 : 600_000_000_000) + number);
          const id = await askForWorkspace(api, { accountId, slug: `${batch}-${number}`, awsAccountId });
          await launchTemplate(system, api, id);
          return id;
        });
        log(`${batch}: going on with all of them`);
        const startedAt = Date.now();
        await inTurn(count, async (number) => retry(api, ids[number] as WorkspaceId));
        const workspaces = await until("all workspaces at rest", () => allAtRest(api, batch), 900);
        const seconds = await inTurn(count, (number) => secondsOf(api, ids[number] as WorkspaceId));
        return {
          provisioned: workspaces.filter(({ state }) => state === "awaiting_bff").length,
          wallSeconds: (Math.max(...workspaces.map(({ updatedAt }) => updatedAt)) - startedAt) / 1000,
          seconds,
          workerMebibytes: await residentMebibytesOf(system.app("worker").pid),
        };
      };
      const first = await provision("first");
      const second = await provision("second");
      for (const [name, batch] of Object.entries({ first, second })) {
        yield againstFloor({
          name: `${name} ${count}: asked for / provisioned`,
          ours: count,
          floor: batch.provisioned,
          unit: "workspaces",
          atMost: 1,
        });
      }
      yield forTheRecord({ name: "throughput", ours: (60 * count) / second.wallSeconds, unit: "workspaces/min" });
      yield forTheRecord({ name: "retry to provisioned, median", ours: medianOf(second.seconds), unit: "s" });
      yield forTheRecord({ name: "retry to provisioned, p99", ours: quantileOf(second.seconds, 0.99), unit: "s" });
      yield againstFloor({
        name: "worker's memory after the second / after the first",
        ours: second.workerMebibytes,
        floor: first.workerMebibytes,
        unit: "MiB",
        atMost: 1.15,
      });
      yield withinLimit({ name: "worker, resident", ours: second.workerMebibytes, unit: "MiB", atMost: 1024 });
    } finally {
      await system.stop();
    }
  },
};

type Batch = { provisioned: number; wallSeconds: number; seconds: number[]; workerMebibytes: number };

const inTurn = async <T>(total: number, work: (number: number) => Promise<T>): Promise<T[]> => {
  const results: T[] = [];
  let next = 0;
  const take = async (): Promise<void> => {
    for (let number = next++; number < total; number = next++) results[number] = await work(number);
  };
  await Promise.all(Array.from({ length: concurrency }, take));
  return results;
};

const allAtRest = async (api: ApiClient, batch: string) => {
  const all: { state: string; updatedAt: number }[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.call(routes.listWorkspaces, { query: { search: batch, limit: 100, cursor } });
    all.push(...page.items.map((each) => ({ state: each.state, updatedAt: Date.parse(each.updated_at) })));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return all.every(({ state }) => ["awaiting_bff", "failed", "blocked"].includes(state)) ? all : undefined;
};

/**
 * From the workspace's own events: from the second preflight, which the retry began, to the end of
 * the last step.
 */
const secondsOf = async (api: ApiClient, id: WorkspaceId): Promise<number> => {
  const { items } = await api.call(routes.streamEvents, { params: { workspace_id: id } });
  const begun = items.findLast(({ type, data }) => type === "state_changed" && data["state"] === "preflight");
  const ended = items.findLast(({ type }) => type === "state_changed");
  return (Date.parse(ended?.at ?? "") - Date.parse(begun?.at ?? "")) / 1000;
};

const residentMebibytesOf = async (pid: number): Promise<number> => {
  const text = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1]) / 1024;
};
