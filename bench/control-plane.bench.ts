import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { startTestParts } from "@cogrion/testing/parts";
import { migrate } from "@cogrion/postgres";
import { startControlPlane } from "../tests/api/support/process.ts";
import type { Bench } from "./measure.ts";
import { medianOf, withinLimit } from "./measure.ts";

const starts = 7;
const idleSeconds = 10;

export const bench: Bench = {
  name: "control-plane",
  summary: "From its start to ready, and what it holds when idle",
  async *run(log) {
    const parts = await startTestParts({ parts: ["postgres"] });
    try {
      const databaseUrl = await parts.createDatabase("control_plane");
      await migrate({ databaseUrl, isPrimary: true });
      const seconds: number[] = [];
      let residentMebibytes = 0;
      for (let start = 0; start < starts; start++) {
        const startedAt = performance.now();
        const controlPlane = await startControlPlane({ DATABASE_URL: databaseUrl });
        seconds.push((performance.now() - startedAt) / 1000);
        if (start === starts - 1) {
          log(`idle for ${idleSeconds} s`);
          await sleep(idleSeconds * 1000);
          residentMebibytes = await residentMebibytesOf(controlPlane.pid);
        }
        await controlPlane.stop();
      }
      yield withinLimit({ name: "process start to /readyz, median", ours: medianOf(seconds), unit: "s", atMost: 2 });
      yield withinLimit({ name: "resident when idle", ours: residentMebibytes, unit: "MiB", atMost: 150 });
    } finally {
      await parts.stop();
    }
  },
};

/** VmRSS, proc(5): pages of shared libraries count in full. */
const residentMebibytesOf = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
};
