import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";

export type SilentLink = {
  port: number;
  /** Connections that are open now stay open and acknowledge, but pass nothing. New ones work. */
  mute(): void;
  /** From now on new connections also pass nothing, until `heal`. */
  muteAll(): void;
  heal(): void;
  close(): void;
};

/** A TCP proxy in front of a part, for links that fail by silence instead of by a reset. */
export const startSilentLink = async (target: { host: string; port: number }): Promise<SilentLink> => {
  let isMuteForNew = false;
  const links = new Set<{ isMute: boolean; sockets: Socket[] }>();
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    const link = { isMute: isMuteForNew, sockets: [client, upstream] };
    links.add(link);
    const passOn = (from: Socket, to: Socket): void => {
      from.on("data", (chunk) => {
        // Read and dropped, so that the kernel keeps acknowledging.
        if (!link.isMute) to.write(chunk);
      });
      from.on("error", () => from.destroy());
      from.once("close", () => {
        links.delete(link);
        to.destroy();
      });
    };
    passOn(client, upstream);
    passOn(upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const muteOpen = (): void => {
    for (const link of links) link.isMute = true;
  };
  return {
    port: (server.address() as AddressInfo).port,
    mute: muteOpen,
    muteAll() {
      isMuteForNew = true;
      muteOpen();
    },
    heal() {
      isMuteForNew = false;
    },
    close() {
      server.close();
      for (const { sockets } of links) for (const socket of sockets) socket.destroy();
    },
  };
};
