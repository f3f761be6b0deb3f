import type { Server } from "node:http";
import type { Socket } from "node:net";
import { BlockList, isIPv6 } from "node:net";
import type { Registry } from "@prometheus-io/client";
import type { ConnectionLimits } from "./connection-limits.ts";
import { createConnectionMetrics } from "./connection-metrics.ts";
import { createUnsentWatch } from "./unsent.ts";

export type ConnectionGuardOptions = {
  /** Label of the metrics: `public`, `internal`, `ops`, `bff`. */
  listener: string;
  limits: ConnectionLimits;
  /** Without it there are no metrics. */
  registry?: Registry;
  /** CIDRs of proxies: they carry many clients, so the limit per address does not count them. */
  trustedProxies?: readonly string[];
};

/**
 * Limits what clients of a server can occupy without reading or sending: open connections in total
 * and per address, the bytes that wait for a socket, and the time in which a socket takes none of
 * them. Call it before the server listens.
 */
export const guardConnections = (server: Server, options: ConnectionGuardOptions): void => {
  const { listener, limits, registry, trustedProxies = [] } = options;
  const sockets = new Set<Socket>();
  const countOf = new Map<string, number>();
  const isTrusted = createProxyCheck(trustedProxies);
  const watch = createUnsentWatch(limits);
  const metrics = createConnectionMetrics(registry, listener, () => ({
    open: sockets.size,
    unsentBytes: [...sockets].reduce((sum, socket) => sum + socket.writableLength, 0),
  }));

  server.maxConnections = limits.maxConnections;
  server.on("drop", () => metrics.onClosed("too_many"));
  server.on("connection", (socket: Socket) => {
    const { remoteAddress = "" } = socket;
    const subscriber = isTrusted(remoteAddress) ? undefined : subscriberOf(remoteAddress);
    if (subscriber !== undefined) {
      const count = countOf.get(subscriber) ?? 0;
      if (count >= limits.maxConnectionsPerAddress) {
        metrics.onClosed("too_many_of_address");
        socket.destroy();
        return;
      }
      countOf.set(subscriber, count + 1);
    }
    sockets.add(socket);
    socket.once("close", () => {
      sockets.delete(socket);
      watch.forget(socket);
      if (subscriber === undefined) return;
      const left = (countOf.get(subscriber) ?? 1) - 1;
      if (left === 0) countOf.delete(subscriber);
      else countOf.set(subscriber, left);
    });
  });

  const sweep = setInterval(() => {
    for (const { socket, reason } of watch.overdue(sockets, performance.now())) {
      metrics.onClosed(reason);
      socket.destroy();
    }
  }, limits.sweepMilliseconds);
  sweep.unref();
  server.once("close", () => clearInterval(sweep));
};

const createProxyCheck = (ranges: readonly string[]): ((address: string) => boolean) => {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => list.check(withoutMapping(address), isIPv6(withoutMapping(address)) ? "ipv6" : "ipv4");
};

/** A server that listens on IPv6 reports IPv4 clients as `::ffff:192.0.2.1`. */
const withoutMapping = (address: string): string => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;

/** IPv6 by the first four groups: a network of 64 bits is one subscriber (RFC 6177). */
const subscriberOf = (remoteAddress: string): string => {
  const address = withoutMapping(remoteAddress);
  if (!isIPv6(address)) return address;
  const [head = "", tail] = (address.split("%")[0] ?? "").split("::");
  const groupsOf = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const [before, after] = [groupsOf(head), groupsOf(tail ?? "")];
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  return [...before, ...zeros, ...after].slice(0, 4).join(":");
};
