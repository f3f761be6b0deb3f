import { text } from "node:stream/consumers";
import { z } from "zod";
import { endProcesses } from "./end-processes.ts";
import { removeNode } from "./removal.ts";

/**
 * Removes a node once the process that started it has ended, for whatever reason: that process
 * holds the other end of standard input. After an orderly removal nothing is left to do.
 */
const argument = z.object({
  network: z.object({ name: z.string(), link: z.string() }),
  folder: z.string().startsWith("/"),
});

const remains = argument.parse(JSON.parse(process.argv[2] ?? ""));
await text(process.stdin);
await endProcesses(remains.network.name);
await removeNode(remains);
