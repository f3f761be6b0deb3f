import type { ConnectionOptions } from "node:tls";

/** `ca` is PEM; undefined means the system's authorities. */
export type Tls = { ca: string | undefined };

/**
 * libpq's `verify-full` checks the certificate's chain and host name. Without `tls` the connection
 * is not encrypted.
 */
export const sslOf = (tls: Tls | undefined): ConnectionOptions | false =>
  tls !== undefined && {
    rejectUnauthorized: true,
    minVersion: "TLSv1.2",
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
  };
