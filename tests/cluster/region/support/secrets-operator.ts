import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Kubernetes } from "./kubernetes.ts";

const externalSecret = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string(), uid: z.string() }),
  spec: z.object({
    target: z.object({ name: z.string() }),
    data: z.array(z.object({ secretKey: z.string(), remoteRef: z.object({ key: z.string() }) })),
  }),
});

export type SecretsOperator = {
  /** What the store holds, by key; a change reaches the Secrets at the next refresh. */
  store: Map<string, string>;
  /** Refreshes that were finished. */
  refreshes(): number;
  stop(): Promise<void>;
};

const apiVersion = "external-secrets.io/v1";
const base64 = (text: string): string => Buffer.from(text).toString("base64");

/**
 * Does what External Secrets' controller does of our objects: reads the store again and again, and
 * writes a Secret for each ExternalSecret once the store has every key of it.
 */
export const startSecretsOperator = (kubernetes: Kubernetes, store: Map<string, string>): SecretsOperator => {
  const stopping = new AbortController();
  let finished = 0;
  const refresh = async (): Promise<void> => {
    const items = await kubernetes.list(`apis/${apiVersion}/externalsecrets`);
    for (const { metadata, spec } of z.array(externalSecret).parse(items)) {
      const values = spec.data.map(({ secretKey, remoteRef }) => [secretKey, store.get(remoteRef.key)] as const);
      if (values.some(([, value]) => value === undefined)) continue;
      const data = Object.fromEntries(values.map(([key, value = ""]) => [key, base64(value)]));
      const { name } = spec.target;
      await kubernetes.apply(`api/v1/namespaces/${metadata.namespace}/secrets/${name}`, {
        apiVersion: "v1",
        kind: "Secret",
        // Goes with it: `creationPolicy: Owner`.
        metadata: {
          name,
          ownerReferences: [{ apiVersion, kind: "ExternalSecret", name: metadata.name, uid: metadata.uid }],
        },
        data,
      });
    }
    finished += 1;
  };
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // An object that is being deleted, or an API server that is busy: the next round reads again.
      await refresh().catch(() => undefined);
      await sleep(500);
    }
  };
  const running = loop();
  return {
    store,
    refreshes: () => finished,
    async stop() {
      stopping.abort();
      await running;
    },
  };
};
