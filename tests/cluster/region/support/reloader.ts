import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Kubernetes } from "./kubernetes.ts";

const annotation = "secret.reloader.stakater.com/reload";
const metadata = z.object({
  name: z.string(),
  namespace: z.string(),
  annotations: z.record(z.string(), z.string()).optional(),
});
const secret = z.object({ metadata, data: z.record(z.string(), z.string()).optional() });
const deployment = z.object({ metadata });

export type Reloader = { restarts: readonly string[]; stop(): Promise<void> };

/**
 * Does what Reloader does of our annotations: compares the content of Secrets with what it saw before,
 * and restarts the Deployments that name one that changed.
 */
export const startReloader = (kubernetes: Kubernetes, restart: (name: string) => Promise<unknown>): Reloader => {
  const seen = new Map<string, string>();
  const restarts: string[] = [];
  const stopping = new AbortController();
  const look = async (): Promise<void> => {
    const changed = new Set<string>();
    for (const each of z.array(secret).parse(await kubernetes.list("api/v1/secrets"))) {
      const key = `${each.metadata.namespace}/${each.metadata.name}`;
      const content = createHash("sha256")
        .update(JSON.stringify(each.data ?? {}))
        .digest("hex");
      if (seen.has(key) && seen.get(key) !== content) changed.add(key);
      seen.set(key, content);
    }
    if (changed.size === 0) return;
    for (const each of z.array(deployment).parse(await kubernetes.list("apis/apps/v1/deployments"))) {
      const { name, namespace, annotations = {} } = each.metadata;
      const watched = (annotations[annotation] ?? "").split(",").map((one) => `${namespace}/${one}`);
      if (!watched.some((one) => changed.has(one))) continue;
      restarts.push(name);
      await restart(name);
    }
  };
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await look().catch(() => undefined);
      await sleep(500);
    }
  };
  const running = loop();
  return {
    restarts,
    async stop() {
      stopping.abort();
      await running;
    },
  };
};
