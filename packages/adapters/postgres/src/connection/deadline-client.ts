import { once } from "node:events";
import pg from "pg";

type AnyQuery = (...input: unknown[]) => unknown;
type Callback = (error: Error | undefined, result?: unknown) => void;

const isReadTimeout = (error: unknown): boolean => error instanceof Error && error.message === "Query read timeout";

/**
 * A client that destroys its connection when a query exceeds `query_timeout`. Otherwise a dead
 * connection would return to the pool, and each later query on it would wait for its own deadline.
 */
export class DeadlineClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const query = this.query.bind(this) as AnyQuery;
    /** Resolves when the client is unusable and the pool will not use it again. */
    const destroyIfMute = async (error: unknown): Promise<void> => {
      const { stream } = this.connection;
      if (!isReadTimeout(error) || stream.destroyed) return;
      const closed = once(stream, "close");
      stream.destroy();
      await closed;
    };
    const guarded: AnyQuery = (...input) => {
      const last = input.at(-1);
      if (typeof last === "function") {
        const report = last as Callback;
        const reportMute = async (error: Parameters<Callback>[0], result: Parameters<Callback>[1]): Promise<void> => {
          try {
            await destroyIfMute(error);
          } finally {
            report(error, result);
          }
        };
        const callback: Callback = (error, result) => {
          if (isReadTimeout(error)) void reportMute(error, result);
          else report(error, result);
        };
        return query(...input.slice(0, -1), callback);
      }
      const result = query(...input);
      if (!(result instanceof Promise)) return result;
      return result.catch(async (error: unknown) => {
        await destroyIfMute(error);
        throw error;
      });
    };
    this.query = guarded as typeof this.query;
  }
}
