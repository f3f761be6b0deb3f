import type { Values } from "@cogrion/config";
import { schemas, withDefault } from "@cogrion/config";

const connections = schemas.wholeNumber(10, 1_000_000);

export type ConnectionLimits = {
  /** Open connections of a listener. */
  maxConnections: number;
  /** Open connections of one client address, or of one IPv6 network of 64 bits. */
  maxConnectionsPerAddress: number;
  /** A socket that takes none of its waiting data for this long is destroyed. */
  silentReaderSeconds: number;
  /**
   * Bytes that wait in this process for all sockets of a listener; above this, the sockets with the
   * most are destroyed.
   */
  maxUnsentBytes: number;
  sweepMilliseconds: number;
};

export const defaultConnectionLimits: ConnectionLimits = {
  maxConnections: 4000,
  maxConnectionsPerAddress: 400,
  silentReaderSeconds: 20,
  maxUnsentBytes: 64 * 2 ** 20,
  sweepMilliseconds: 500,
};

/** For probes, Prometheus and our own other regions: few connections, small responses. */
export const privateConnectionLimits: ConnectionLimits = {
  ...defaultConnectionLimits,
  maxConnections: 500,
  maxConnectionsPerAddress: 500,
};

export const connectionVariables = {
  MAX_CONNECTIONS: withDefault("4000", connections, "Open connections that a listener accepts"),
  MAX_CONNECTIONS_PER_ADDRESS: withDefault(
    "400",
    connections,
    "Open connections of one client address, or of one IPv6 network of 64 bits; trusted proxies are not counted",
  ),
  SILENT_READER_SECONDS: withDefault(
    "20",
    schemas.wholeNumber(1, 3600),
    "Time after which a connection is closed if its client does not read a waiting response",
  ),
  MAX_UNSENT_MEBIBYTES: withDefault(
    "64",
    schemas.wholeNumber(1, 4096),
    "Bytes of responses, in MiB, that can wait in memory for a listener's slow clients",
  ),
};

export const connectionLimitsOf = (values: Values<typeof connectionVariables>): ConnectionLimits => ({
  ...defaultConnectionLimits,
  maxConnections: values.MAX_CONNECTIONS,
  maxConnectionsPerAddress: values.MAX_CONNECTIONS_PER_ADDRESS,
  silentReaderSeconds: values.SILENT_READER_SECONDS,
  maxUnsentBytes: values.MAX_UNSENT_MEBIBYTES * 2 ** 20,
});
