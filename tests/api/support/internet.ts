import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import type { Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestCertificate } from "@cogrion/testing/certificate";
import { createTestCertificate } from "@cogrion/testing/certificate";

export type Internet = {
  /** For a process that must use it: where its proxy is, and whose certificates are valid. */
  environment: Record<string, string>;
  /**
   * `host:port` of every requested connection, which is all the evidence needed of whom a process
   * contacts.
   */
  asked: string[];
  /** For all hosts and for `localhost`; processes with `environment` trust it. */
  certificate: TestCertificate;
  close(): Promise<void>;
};

/**
 * All hosts of the world, on loopback: a proxy forwards each `CONNECT` to one TLS server, which
 * responds by host and path. The process behind it gets only what its environment can contain
 * anyway (`HTTPS_PROXY`, `NODE_EXTRA_CA_CERTS`), resolves no name and checks certificates as usual.
 * Only DNS and the hosts' certificate authority are not real.
 */
export const startInternet = async (options: {
  hosts: string[];
  answer: (host: string, path: string) => unknown;
}): Promise<Internet> => {
  const folder = await mkdtemp(join(tmpdir(), "cogrion-internet-"));
  const certificate = await createTestCertificate(folder, [...options.hosts, "localhost"]);
  const { keyStore, passphrase, certificateFile } = certificate;
  const hosts = createTlsServer({ pfx: await readFile(keyStore), passphrase }, (request, response) => {
    const body = options.answer(request.headers.host ?? "", request.url ?? "");
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  const hostsPort = await listen(hosts);

  const asked: string[] = [];
  const tunnels = new Set<Socket>();
  const proxy = createHttpServer((_, response) => response.writeHead(405).end());
  proxy.on("connect", ({ url = "" }, client: Socket) => {
    asked.push(url);
    const host = connect(hostsPort, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      host.pipe(client).pipe(host);
    });
    for (const socket of [client, host]) {
      tunnels.add(socket);
      socket.on("error", () => socket.destroy());
      socket.once("close", () => tunnels.delete(socket));
    }
  });
  const proxyPort = await listen(proxy);

  return {
    environment: {
      NODE_USE_ENV_PROXY: "1",
      HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`,
      HTTP_PROXY: `http://127.0.0.1:${proxyPort}`,
      NODE_EXTRA_CA_CERTS: certificateFile,
    },
    asked,
    certificate,
    async close() {
      for (const socket of tunnels) socket.destroy();
      await Promise.all([close(proxy), close(hosts)]);
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const listen = (server: Pick<Server, "listen" | "address">): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

const close = (server: Pick<Server, "close" | "closeAllConnections">): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
