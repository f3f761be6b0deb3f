import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { inject } from "vitest";
import type { SystemAddresses } from "./system-clients.ts";
import { createSystemClients } from "./system-clients.ts";
import type { OwnSystem, System, SystemPart } from "./system.ts";

/** A system that a project's global setup started. Its files are other processes, and ask that one to end parts. */
export type SharedSystem = SystemAddresses & { controlUrl: string };

declare module "vitest" {
  interface ProvidedContext {
    system: SharedSystem;
  }
}

type Command =
  | { verb: "kill" | "restart"; part: SystemPart }
  | { verb: "restart-worker"; changes: Record<string, string> };

const carryOut = (system: OwnSystem, command: Command): Promise<void> => {
  if (command.verb === "restart-worker") return system.restartWorkerWith(command.changes);
  return command.verb === "kill" ? system.kill(command.part) : system.restart(command.part);
};

/** Lets other processes end and start the system's parts; `stop` ends that, and the system. */
export const shareSystem = async (system: OwnSystem): Promise<{ shared: SharedSystem; stop: () => Promise<void> }> => {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      let text = "";
      for await (const chunk of request) text += String(chunk);
      await carryOut(system, JSON.parse(text) as Command);
    };
    answer().then(
      () => response.writeHead(204).end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { parts, place, apiUrl, databaseUrl, issuer, bffPort, workerEnvironment, secrets, password } = system;
  const addresses = { parts, place, apiUrl, databaseUrl, issuer, bffPort, workerEnvironment, secrets, password };
  return {
    shared: { ...addresses, controlUrl: `http://127.0.0.1:${port}` },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await system.stop();
    },
  };
};

/**
 * The system that all files of a project share, one after the other. What a file creates there
 * stays, so its names are its own.
 */
export const useSharedSystem = (): System => {
  const { controlUrl, ...addresses } = inject("system");
  const send = async (command: Command): Promise<void> => {
    const response = await fetch(controlUrl, { method: "POST", body: JSON.stringify(command) });
    if (!response.ok) throw new Error(`${command.verb} failed: ${await response.text()}`);
  };
  return {
    ...addresses,
    ...createSystemClients(addresses),
    kill: (part) => send({ verb: "kill", part }),
    restart: (part) => send({ verb: "restart", part }),
    restartWorkerWith: (changes) => send({ verb: "restart-worker", changes }),
  };
};
