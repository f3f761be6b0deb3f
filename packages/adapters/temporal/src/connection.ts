import { readFileSync } from "node:fs";
import type { TLSConfig } from "@temporalio/client";

/**
 * Files are PEM. Without a certificate and a key the connection is not encrypted, which only the
 * local stack allows.
 */
export type TemporalConfig = {
  address: string;
  namespace: string;
  taskQueue: string;
  clientCertificate?: { certFile: string; keyFile: string } | undefined;
  /** Authorities that may sign the server's certificate; by default, the system's. */
  caFile?: string | undefined;
  apiKey?: string | undefined;
};

/** As an environment has it; tables of variables share these names. */
type Given = {
  TEMPORAL_ADDRESS: string;
  TEMPORAL_NAMESPACE: string;
  TEMPORAL_TASK_QUEUE: string;
  TEMPORAL_TLS_CERT_FILE?: string | undefined;
  TEMPORAL_TLS_KEY_FILE?: string | undefined;
  TEMPORAL_TLS_CA_FILE?: string | undefined;
  TEMPORAL_API_KEY?: string | undefined;
};

export const temporalConfigOf = (values: Given): TemporalConfig => ({
  address: values.TEMPORAL_ADDRESS,
  namespace: values.TEMPORAL_NAMESPACE,
  taskQueue: values.TEMPORAL_TASK_QUEUE,
  clientCertificate:
    values.TEMPORAL_TLS_CERT_FILE && values.TEMPORAL_TLS_KEY_FILE
      ? { certFile: values.TEMPORAL_TLS_CERT_FILE, keyFile: values.TEMPORAL_TLS_KEY_FILE }
      : undefined,
  caFile: values.TEMPORAL_TLS_CA_FILE,
  apiKey: values.TEMPORAL_API_KEY,
});

/**
 * For clients and workers. The files are read at each call, so that a new connection uses renewed
 * certificates.
 */
export const connectionOptionsOf = (config: Omit<TemporalConfig, "namespace" | "taskQueue">) => {
  const { address, clientCertificate, caFile, apiKey } = config;
  const tls: TLSConfig = {
    ...(caFile === undefined ? {} : { serverRootCACertificate: readFileSync(caFile) }),
    ...(clientCertificate === undefined
      ? {}
      : {
          clientCertPair: {
            crt: readFileSync(clientCertificate.certFile),
            key: readFileSync(clientCertificate.keyFile),
          },
        }),
  };
  const isSecure = clientCertificate !== undefined || caFile !== undefined || apiKey !== undefined;
  return { address, tls: isSecure ? tls : false, ...(apiKey === undefined ? {} : { apiKey }) };
};
