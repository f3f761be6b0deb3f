import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { until } from "@cogrion/testing/until";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { askForWorkspace } from "./support/client.ts";
import type { Load, Streams } from "./support/load.ts";
import { openStreams, startLoad } from "./support/load.ts";
import { apiHost } from "./support/parts.ts";
import type { Region, Stage } from "./support/release.ts";
import { openRegion } from "./support/release.ts";

const stage = inject("region");
/** As late as a load balancer of AWS has been seen. */
const late = { addAfterSeconds: 20, removeAfterSeconds: 30 };

describe.runIf(stage.missing.length === 0)("under load", () => {
  let region: Region;
  let readers: { api: ApiClient; id: WorkspaceId }[];
  let load: Load;
  let streams: Streams;
  let pacing: NodeJS.Timeout;
  beforeAll(async () => {
    region = await openRegion(stage as Stage, late);
    await region.install(region.values, "--wait", "--timeout", "180s");
    await until("two pods behind the balancer", async () => region.balancer.targetsOf(apiHost, "/api").length >= 2);
    // Each person may hold 20 streams at one pod.
    readers = await Promise.all(
      ["ada", "bo", "cy"].map(async (name) => {
        const api = await region.clientOf(`${name}@load.example`);
        return { api, id: await askForWorkspace(api, `load-${name}`) };
      }),
    );
    streams = openStreams(readers, 17);
    load = startLoad(readers, 200);
    // Events: the preflight runs again and again, and finds no role.
    let turn = 0;
    pacing = setInterval(() => {
      const { api, id } = readers[turn++ % readers.length] ?? {};
      if (api !== undefined && id !== undefined)
        void api.call(routes.retryWorkspace, { params: { workspace_id: id } }).catch(() => undefined);
    }, 2000);
  });
  afterAll(async () => {
    clearInterval(pacing);
    await load?.stop();
    await region?.stop();
  });

  const podsOf = async (): Promise<string[]> =>
    (await region.kubectl("get", "pods", "-o", "name", "-l", "app.kubernetes.io/component=api")).trim().split("\n");
  /** Until the pods that are leaving have left, and the balancer sends to those that came. */
  const settled = (): Promise<boolean> =>
    until("settled pods", async () => {
      const pods = await podsOf();
      return pods.length === 2 && region.balancer.targetsOf(apiHost, "/api").length === 2;
    });

  it("an upgrade fails no request", async () => {
    const before = await podsOf();
    const { next } = (stage as Stage).images["control-plane"];
    await region.install({ ...region.values, api: { image: next } }, "--wait", "--timeout", "180s");
    await settled();
    expect((await podsOf()).filter((pod) => before.includes(pod))).toEqual([]);
    expect([load.failures, region.balancer.failures]).toEqual([[], []]);
  });

  it("a node that is drained fails no request", async () => {
    const before = await podsOf();
    const args = ["drain", "node", "--ignore-daemonsets", "--delete-emptydir-data", "--pod-selector"];
    const draining = region.kubectl(...args, "app.kubernetes.io/component=api", "--timeout=240s");
    draining.catch(() => undefined);
    try {
      // The one node is closed to new pods meanwhile: the budget lets one pod go, and holds the other one.
      await until("the first eviction", async () => (await podsOf()).some((pod) => !before.includes(pod)));
      await sleep(2000);
    } finally {
      await region.kubectl("uncordon", "node");
    }
    await draining;
    await settled();
    expect((await podsOf()).filter((pod) => before.includes(pod))).toEqual([]);
    expect([load.failures, region.balancer.failures]).toEqual([[], []]);
  });

  it("no event is lost, and streams were resumed", async () => {
    clearInterval(pacing);
    await load.stop();
    expect(await streams.finish()).toEqual([]);
    expect(streams.interruptions()).toBeGreaterThan(0);
    console.info(`${load.sent()} requests, ${streams.interruptions()} interrupted streams`);
  });
});
