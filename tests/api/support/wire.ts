import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * A connection between the regions that counts the requests in flight, delays them, and can be cut.
 */
export const startWire = async (target: () => string) => {
  const state = { delayMilliseconds: 0, isCut: false, inFlight: 0, most: 0, paths: [] as string[] };
  const server = createServer(async (request, response) => {
    if (state.isCut) {
      request.socket.destroy();
      return;
    }
    state.inFlight += 1;
    state.most = Math.max(state.most, state.inFlight);
    state.paths.push(`${request.method} ${new URL(request.url ?? "/", "http://any").pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await sleep(state.delayMilliseconds);
    try {
      const answer = await fetch(target() + request.url, {
        method: request.method ?? "GET",
        headers: {
          authorization: request.headers.authorization ?? "",
          ...(chunks.length > 0 ? { "content-type": "application/json" } : {}),
        },
        body: chunks.length > 0 ? Buffer.concat(chunks) : null,
      });
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
      response.end(await answer.text());
    } catch {
      request.socket.destroy();
    } finally {
      state.inFlight -= 1;
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
};

export type Wire = Awaited<ReturnType<typeof startWire>>;
