import type { ConnectionOptions } from "node:tls";

/** `ca` is PEM; undefined trusts the authorities that the system trusts. */
export type Tls = { ca: string | undefined };

/**
 * libpq's `verify-full`: the certificate's chain and host name are both checked. Without `tls` the
 * connection is in clear.
 */
export const sslOf = (tls: Tls | undefined): ConnectionOptions | false =>
  tls !== undefined && {
    rejectUnauthorized: true,
    minVersion: "TLSv1.2",
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
  };
