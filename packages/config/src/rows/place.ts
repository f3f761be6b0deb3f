import { bindAddress, environment, host, logLevel, port, regionId } from "../schemas.ts";
import { required, withDefault } from "../table.ts";

/** The location of a control plane process. */
export const placeRows = {
  ENVIRONMENT: required(environment, "Environment that the process belongs to; `local` is for one machine only"),
  REGION: required(regionId, "Id of the region that the process belongs to, like `sgp-1`"),
};

export const workspaceDomainRow = {
  WORKSPACE_DOMAIN: required(
    host,
    "Parent zone of the region's workspaces, like `sgp-1.cogrion.com`; must follow from `ENVIRONMENT` and `REGION`",
  ),
};

export const bindAddressRow = {
  BIND_ADDRESS: withDefault("0.0.0.0", bindAddress, "IP address on which the process listens"),
};

export const opsPortRow = (standard: string) => ({
  OPS_PORT: withDefault(standard, port, "Port of `/healthz`, `/readyz` and `/metrics`"),
});

export const logLevelRow = {
  LOG_LEVEL: withDefault("info", logLevel, "Lowest level of the log lines that are written"),
};

export const localBffPortRow = {
  LOCAL_BFF_PORT: withDefault("3001", port, "Port of the BFF; read only where `ENVIRONMENT` is `local`"),
};
