export {
  accountInventory,
  createClientRole,
  deleteCertificates,
  deleteHostedZones,
  deleteRecord,
  ensureParentZone,
} from "./accounts.ts";
export type { AccountInventory } from "./accounts.ts";
export { cogrionAccessKeyId, cogrionAccountId } from "./credentials.ts";
export { RoleInUseError, launchOnboardingStack } from "./onboarding-stack.ts";
export { rootCredentialsOf } from "./root.ts";
