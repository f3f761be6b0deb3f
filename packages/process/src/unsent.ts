import type { Socket } from "node:net";
import type { ConnectionLimits } from "./connection-limits.ts";

type Reason = "silent_reader" | "too_much_unsent";
type Seen = { taken: number; queued: number; since: number };

/**
 * Bytes that libuv still has of the write in flight: a large write makes progress without a
 * callback.
 */
const queuedOf = (socket: Socket): number => {
  const handle = Reflect.get(socket, "_handle") as { writeQueueSize?: number } | null | undefined;
  return handle?.writeQueueSize ?? 0;
};

/**
 * Finds the sockets whose reader takes nothing, and, if all together have too many bytes, those
 * with the most.
 */
export const createUnsentWatch = (limits: Pick<ConnectionLimits, "silentReaderSeconds" | "maxUnsentBytes">) => {
  const seen = new Map<Socket, Seen>();
  const isSilent = (socket: Socket, now: number): boolean => {
    const taken = socket.bytesWritten - socket.writableLength;
    const queued = queuedOf(socket);
    const last = seen.get(socket);
    if (last === undefined || last.taken !== taken || last.queued !== queued) {
      seen.set(socket, { taken, queued, since: now });
      return false;
    }
    return now - last.since >= limits.silentReaderSeconds * 1000;
  };
  return {
    forget: (socket: Socket): void => void seen.delete(socket),
    /** `now` in milliseconds of a monotonic clock. */
    overdue(sockets: Iterable<Socket>, now: number): { socket: Socket; reason: Reason }[] {
      const found: { socket: Socket; reason: Reason }[] = [];
      const waiting: Socket[] = [];
      for (const socket of sockets) {
        if (socket.destroyed) continue;
        if (socket.writableLength === 0) seen.delete(socket);
        else if (isSilent(socket, now)) found.push({ socket, reason: "silent_reader" });
        else waiting.push(socket);
      }
      let unsent = waiting.reduce((sum, socket) => sum + socket.writableLength, 0);
      if (unsent <= limits.maxUnsentBytes) return found;
      for (const socket of waiting.toSorted((one, other) => other.writableLength - one.writableLength)) {
        if (unsent <= limits.maxUnsentBytes) break;
        unsent -= socket.writableLength;
        found.push({ socket, reason: "too_much_unsent" });
      }
      return found;
    },
  };
};
