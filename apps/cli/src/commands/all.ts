import type { Command } from "commander";
import type { RegionVerification } from "../audit/conclude.ts";
import { register as registerAccount } from "./account.ts";
import { register as registerAudit } from "./audit.ts";
import { register as registerIssuerLink } from "./issuer-link.ts";
import { register as registerLogin } from "./login.ts";
import { register as registerServicePrincipal } from "./service-principal.ts";
import { register as registerSupportAccess } from "./support-access.ts";
import { register as registerVersion } from "./version.ts";
import { register as registerWorkspace } from "./workspace.ts";

export type CustomerCommandsOptions = {
  /** What `--version` prints. */
  version: () => string;
  /** Adds the verification of a whole region's database to `audit verify`. */
  region?: RegionVerification;
};

export const registerCustomerCommands = (program: Command, { version, region }: CustomerCommandsOptions): void => {
  registerLogin(program);
  registerAccount(program);
  registerWorkspace(program);
  registerAudit(program, region);
  registerServicePrincipal(program);
  registerSupportAccess(program);
  registerIssuerLink(program);
  registerVersion(program, version);
};
