import { absolutePath, hostAndPort, isSecret, name, nonEmpty } from "../schemas.ts";
import type { Table } from "../table.ts";
import { optional, required, withDefault } from "../table.ts";

export const temporalRows = {
  TEMPORAL_ADDRESS: required(hostAndPort, "`host:port` of Temporal's frontend"),
  TEMPORAL_NAMESPACE: withDefault("cogrion", name, "Temporal namespace of the region's provisioning"),
  TEMPORAL_TLS_CERT_FILE: optional(absolutePath, "PEM file of the client certificate for Temporal"),
  TEMPORAL_TLS_KEY_FILE: optional(absolutePath, "PEM file of the client certificate's private key"),
  TEMPORAL_TLS_CA_FILE: optional(
    absolutePath,
    "PEM file of the authorities that may sign Temporal's certificate; by default, the system's",
  ),
  TEMPORAL_API_KEY: optional(nonEmpty, "API key for Temporal (Temporal Cloud); TLS is on with it", isSecret),
};

export const workerVersionRow = {
  WORKER_VERSION: optional(
    name,
    "Version under which the worker registers with Temporal, which then finishes a workflow on the version that began it; without one, any worker takes any workflow",
  ),
};

export const taskQueueRow = {
  TEMPORAL_TASK_QUEUE: withDefault("provisioning", name, "Temporal task queue of the region's provisioning"),
};

export const temporalTogether = [["TEMPORAL_TLS_CERT_FILE", "TEMPORAL_TLS_KEY_FILE"]] as const;

export const temporalAnyOf: NonNullable<Table["anyOf"]> = [
  {
    when: { variable: "ENVIRONMENT", isNot: ["local"] },
    sets: [["TEMPORAL_TLS_CERT_FILE", "TEMPORAL_TLS_KEY_FILE"], ["TEMPORAL_API_KEY"]],
    reason: "authentication to Temporal",
  },
];
