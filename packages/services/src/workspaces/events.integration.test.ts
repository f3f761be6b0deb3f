import type { WorkspaceEvent } from "@cogrion/domain";
import { createChangeFeed } from "@cogrion/postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PostgresServer } from "@cogrion/testing/database/postgres-server";
import { startPostgresServer } from "@cogrion/testing/database/postgres-server";
import type { TestRegion } from "@cogrion/testing/region/region";
import { callerWith, givenOwner, givenRequested, startTestRegion } from "@cogrion/testing/region/region";
import { listEvents } from "./list-events.ts";
import { streamEvents } from "./stream-events.ts";

let server: PostgresServer;
let region: TestRegion;
let changes: ReturnType<typeof createChangeFeed>;
beforeAll(async () => {
  server = await startPostgresServer();
  region = await startTestRegion(server);
  changes = createChangeFeed({
    databaseUrl: region.databaseUrl,
    applicationName: "test-feed",
    pollIntervalSeconds: 0.05,
  });
});
afterAll(async () => {
  await changes.close();
  await region.stop();
});

const collect = async (stream: AsyncGenerator<WorkspaceEvent[], void>, into: number[]): Promise<void> => {
  for await (const events of stream) into.push(...events.map((event) => event.sequence));
};

it("streams every event once and in order, those before it began and those that many write at once", async () => {
  const { id, caller } = await givenRequested(region);
  const stop = new AbortController();
  const seen: number[][] = [[], [], []];
  const readers = await Promise.all(
    seen
      .map(async (into, index) =>
        collect(await streamEvents({ ...region, changes }, caller, { id, after: index, signal: stop.signal }), into),
      )
      .map(async (reader) => ({ done: reader })),
  );
  await Promise.all(Array.from({ length: 40 }, (_, turn) => region.store.events.append(id, "step_changed", { turn })));
  const all = Array.from({ length: 41 }, (_, index) => index + 1);
  await expect.poll(() => seen, { timeout: 20_000 }).toEqual([all, all.slice(1), all.slice(2)]);
  stop.abort();
  await Promise.all(readers.map((reader) => reader.done));
});

it("a stream ends when its workspace's released name becomes another account's workspace", async () => {
  const { id, caller } = await givenRequested(region);
  const stream = await streamEvents({ ...region, changes }, caller, {
    id,
    after: 0,
    signal: new AbortController().signal,
  });
  expect((await stream.next()).value).toHaveLength(1);
  await region.pool.query("update workspaces set state = 'deleted', deleted_at = now() where id = $1", [id]);
  const other = await givenOwner(region);
  await region.store.transaction(async (tx) => {
    const workspace = await tx.workspaces.get(id);
    await tx.workspaces.deleteUnused(id);
    if (workspace === undefined) throw new Error("there is no workspace");
    await tx.workspaces.create({ ...workspace, accountId: other.accountId, state: "requested" });
    for (const turn of [1, 2, 3]) await tx.events.append(id, "step_changed", { turn });
  });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

it("continues with the same numbers where a reader stopped, across the loss of the database", async () => {
  const { id, caller } = await givenRequested(region);
  const seen: number[] = [];
  const first = new AbortController();
  const reading = collect(
    await streamEvents({ ...region, changes }, caller, { id, after: 0, signal: first.signal }),
    seen,
  );
  await expect.poll(() => seen, { timeout: 20_000 }).toEqual([1]);
  const ended = reading.catch((error: unknown) => error);
  await server.kill();
  expect(await ended).toMatchObject({ code: "dependency_unavailable" });
  await server.restart();
  await region.store.events.append(id, "step_changed", {});

  const second = new AbortController();
  const resumed = collect(
    await streamEvents({ ...region, changes }, caller, { id, after: 1, signal: second.signal }),
    seen,
  );
  await region.store.events.append(id, "step_changed", {});
  await expect.poll(() => seen, { timeout: 20_000 }).toEqual([1, 2, 3]);
  second.abort();
  await resumed;
});

it("ends when its reader leaves, also in the midst of waiting", async () => {
  const { id, caller } = await givenRequested(region);
  const stop = new AbortController();
  const stream = await streamEvents({ ...region, changes }, caller, { id, after: 1, signal: stop.signal });
  const waiting = stream.next();
  stop.abort();
  expect(await waiting).toEqual({ done: true, value: undefined });
});

it("refuses a stranger before anything is streamed", async () => {
  const { id } = await givenRequested(region);
  const signal = AbortSignal.timeout(60_000);
  await expect(streamEvents({ ...region, changes }, callerWith(), { id, after: 0, signal })).rejects.toMatchObject({
    code: "workspace_not_found",
  });
  await expect(listEvents(region, callerWith(), { id, after: 0 })).rejects.toMatchObject({
    code: "workspace_not_found",
  });
});
