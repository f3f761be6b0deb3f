import { join } from "node:path";
import type { RegionId } from "@cogrion/domain";
import type { RegionOptions } from "../region/options.ts";
import { regionTableOf } from "../region/table.ts";
import { dataFolderOf, folders, logFileOf } from "./folders.ts";
import { dashboardOriginOf } from "../dashboard/site.ts";
import { apiUrlOf, regionalPortsOf, sharedPortsOf } from "./ports.ts";
import type { StackOptions } from "./starting.ts";
import { loopback, startReported } from "./starting.ts";

type StackUser = { email: string; firstName: string; lastName: string };
export const stackUser: StackUser = { email: "admin@acme.example", firstName: "Ada", lastName: "Acme" };

export const cloudflareAccountId = "0123456789abcdef0123456789abcdef";
export const routesNamespaceId = "00000000000000000000000000000001";

/** The options of the region at `index` of the stack's list; its ports follow from `index`. */
export const regionOptionsOf = (
  options: StackOptions,
  { index, region, shared }: { index: number; region: RegionId; shared: RegionOptions["shared"] },
): RegionOptions => {
  const { regions, portOffset, secrets, toolchain } = options;
  // With several regions, a part's name includes its region.
  const nameOf = (part: string): string => (regions.length === 1 ? part : `${part}.${region}`);
  const primary = regions.indexOf(regionTableOf("local").primary as RegionId);
  return {
    place: { environment: "local", region },
    ports: regionalPortsOf(index, portOffset),
    toolchain,
    secrets: {
      postgresPassword: secrets.postgresPassword,
      keycloakAdmin: { username: "admin", password: secrets.keycloakAdminPassword },
      interRegionToken: secrets.interRegionToken,
      keycloakClientSecret: secrets.keycloakClientSecret,
      cloudflare: {
        accountId: cloudflareAccountId,
        apiToken: secrets.cloudflareApiToken,
        namespaceId: routesNamespaceId,
      },
    },
    dashboardOrigin: dashboardOriginOf(sharedPortsOf(portOffset).dashboard),
    users: [{ ...stackUser, password: secrets.userPassword }],
    shared,
    dataFolder: (part) => dataFolderOf(region, part),
    logFile: (part) => logFileOf(nameOf(part)),
    openBaoSecretsFile: join(folders.secrets, `openbao-${region}.json`),
    apiUrls: Object.fromEntries(regions.map((each, at) => [each, apiUrlOf(regionalPortsOf(at, portOffset))])),
    primaryUrl:
      primary === index ? undefined : loopback(regionalPortsOf(primary, portOffset)["control-plane-internal"], ""),
    start: (part, at, start) => startReported(options, nameOf(part), at, start),
  };
};
