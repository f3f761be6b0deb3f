import type { Agent } from "node:http";
import { request } from "node:http";

export type TimedGet = { url: string; status: number; headers?: Record<string, string> };

/**
 * Milliseconds from the request to the end of the response. @throws for another status, because
 * then the measurement is not the intended one
 */
export const millisecondsOfGet = (agent: Agent, { url, status, headers = {} }: TimedGet): Promise<number> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const asked = request(url, { agent, headers }, (response) => {
      response.resume().once("end", () => {
        if (response.statusCode === status) resolve(performance.now() - startedAt);
        else reject(new Error(`${url} answered ${response.statusCode} instead of ${status}`));
      });
      response.once("error", reject);
    });
    asked.once("error", reject).end();
  });
