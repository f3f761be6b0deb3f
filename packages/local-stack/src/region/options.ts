import type { Place } from "@cogrion/domain";
import type { RunningAws } from "../parts/aws.ts";
import type { RunningMail } from "../parts/mail.ts";
import type { RunningPart } from "../parts/process.ts";
import type { RunningWorkers } from "../parts/workers.ts";
import type { RegionalPorts } from "../stack/ports.ts";
import type { Listening } from "../stack/starting.ts";
import type { Toolchain } from "../toolchain/index.ts";
import type { RegionSecrets } from "./app-environment.ts";
import type { RealmUser } from "./realm.ts";

export type RegionPart = "postgres" | "keycloak" | "temporal" | "openbao" | "worker" | "control-plane";

/**
 * Everything that differs between the regions of a local stack, and between a local stack and a
 * test's region.
 */
export type RegionOptions = {
  place: Place;
  ports: RegionalPorts;
  toolchain: Toolchain;
  secrets: RegionSecrets & {
    postgresPassword: string;
    keycloakAdmin: { username: string; password: string };
  };
  users: RealmUser[];
  /** Where people return to after signing in. */
  dashboardOrigin: string;
  /** What all regions share. The region waits for it only where it needs it. */
  shared: Promise<{ aws: RunningAws; workers: RunningWorkers; mail: RunningMail }>;
  /** Folder of a part's own data. */
  dataFolder: (part: RegionPart) => string;
  logFile: (part: RegionPart) => string;
  /** Where OpenBao's unseal key is stored; without it, the region has no OpenBao. */
  openBaoSecretsFile?: string;
  /** Origins of the running regions' public APIs, by region. */
  apiUrls: Readonly<Record<string, string>>;
  /** Origin of the primary region's internal listener; undefined on the primary. */
  primaryUrl: string | undefined;
  /** Variables that replace or extend the apps' environment. */
  environment?: { controlPlane?: Record<string, string>; worker?: Record<string, string> };
  /**
   * Calls `start`, and records the part. A part that is restarted is started by the same function.
   */
  start: <Part extends RunningPart>(name: RegionPart, at: Listening, start: () => Promise<Part>) => Promise<Part>;
};

export type StartedRegion = {
  place: Place;
  ports: RegionalPorts;
  apiUrl: string;
  issuer: string;
  temporalUiUrl: string;
  databaseUrl: string;
  /** The worker's start options. */
  workerEnvironment: Record<string, string>;
};
