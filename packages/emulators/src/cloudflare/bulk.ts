import type { IncomingMessage } from "node:http";
import { z } from "zod";

/** The part of a KV namespace that is used. */
export type KvNamespace = {
  put(key: string, value: string, options: { metadata?: unknown }): Promise<void>;
  delete(key: string): Promise<void>;
  getWithMetadata(key: string): Promise<{ value: string | null; metadata: unknown }>;
};

const pairs = z.array(z.object({ key: z.string(), value: z.string(), metadata: z.unknown().optional() })).max(10_000);
const keys = z.array(z.string()).max(10_000);
const reads = z.object({ keys: keys.max(100), withMetadata: z.literal(true) });
const parallel = 32;

export const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const inTurn = async <T>(all: readonly T[], each: (one: T) => Promise<void>): Promise<void> => {
  const left = all.values();
  const work = async (): Promise<void> => {
    for (const one of left) await each(one);
  };
  await Promise.all(Array.from({ length: parallel }, work));
};

const answerOf = (result: object) => ({ success: true, errors: [], messages: [], result });
const countOf = (count: number) => answerOf({ successful_key_count: count, unsuccessful_keys: [] });

/**
 * What miniflare's REST API does not have, on the same namespace: Cloudflare's bulk write, bulk
 * delete, and bulk read with metadata
 * (https://developers.cloudflare.com/api/resources/kv/subresources/namespaces/). Undefined for any
 * other request.
 */
export const createBulkCalls =
  (namespaceOf: () => Promise<KvNamespace>) =>
  async (request: IncomingMessage, path: string): Promise<object | undefined> => {
    if (request.method === "PUT" && /^namespaces\/\w+\/bulk$/.test(path)) {
      const written = pairs.parse(JSON.parse((await bodyOf(request)).toString()));
      const namespace = await namespaceOf();
      await inTurn(written, ({ key, value, metadata }) =>
        namespace.put(key, value, metadata === undefined ? {} : { metadata }),
      );
      return countOf(written.length);
    }
    if (request.method === "POST" && /^namespaces\/\w+\/bulk\/delete$/.test(path)) {
      const gone = keys.parse(JSON.parse((await bodyOf(request)).toString()));
      const namespace = await namespaceOf();
      await inTurn(gone, (key) => namespace.delete(key));
      return countOf(gone.length);
    }
    if (request.method === "POST" && /^namespaces\/\w+\/bulk\/get$/.test(path)) {
      const asked = reads.parse(JSON.parse((await bodyOf(request)).toString()));
      const namespace = await namespaceOf();
      const values: Record<string, unknown> = {};
      await inTurn(asked.keys, async (key) => {
        const { value, metadata } = await namespace.getWithMetadata(key);
        values[key] = value === null ? null : { value, metadata };
      });
      return answerOf({ values });
    }
    return undefined;
  };
