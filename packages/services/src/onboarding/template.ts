import type { Store, Workspace, WorkspaceId } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireWorkspace } from "../access/require.ts";
import type { TemplateParameters } from "./cloudformation.ts";
import { cloudFormationTemplate, quickCreateUrl } from "./cloudformation.ts";
import type { PolicySubject } from "@cogrion/domain/provisioning/policy";
import { permissionsPolicyOf, trustPolicyOf } from "@cogrion/domain/provisioning/policy";
import { terraformModule } from "./terraform.ts";

export type OnboardingDeps = {
  store: Store;
  /** Cogrion's own principal, which assumes clients' roles. */
  trustedPrincipalArn: string;
  /**
   * Where the template without defaults is hosted; CloudFormation accepts only S3 URLs. Undefined
   * if it is not hosted.
   */
  hostedTemplateUrl: string | undefined;
};

/**
 * Two templates that create the role in the client's account, and the two policies separately.
 * People read and apply them.
 */
export type OnboardingTemplate = {
  roleName: string;
  externalId: string;
  trustedPrincipalArn: string;
  trustPolicy: string;
  permissionsPolicy: string;
  cloudFormation: string;
  quickCreateUrl: string | undefined;
  terraform: string;
};

export const policySubjectOf = ({
  id,
  delegatedZone,
  aws,
}: Pick<Workspace, "id" | "delegatedZone" | "aws">): PolicySubject => ({
  workspaceId: id,
  delegatedZone,
  awsAccountId: aws.accountId,
  roleName: aws.roleName,
  awsRegion: aws.region,
});

/** @throws CogrionError `workspace_not_found` */
export const getOnboardingTemplate = async (
  deps: OnboardingDeps,
  caller: Caller,
  id: WorkspaceId,
): Promise<OnboardingTemplate> => {
  const workspace = await requireWorkspace(deps, caller, id, "workspace.read");
  const { trustedPrincipalArn, hostedTemplateUrl } = deps;
  const { roleName, externalId, region } = workspace.aws;
  const subject = policySubjectOf(workspace);
  const trust = { trustedPrincipalArn, externalId };
  const parameters: TemplateParameters = {
    WorkspaceId: id,
    DelegatedZone: workspace.delegatedZone,
    RoleName: roleName,
    ExternalId: externalId,
    TrustedPrincipalArn: trustedPrincipalArn,
    CertificateRegion: region,
  };
  return {
    roleName,
    externalId,
    trustedPrincipalArn,
    trustPolicy: JSON.stringify(trustPolicyOf(trust), undefined, 2),
    permissionsPolicy: JSON.stringify(permissionsPolicyOf(subject), undefined, 2),
    cloudFormation: cloudFormationTemplate(parameters),
    quickCreateUrl: hostedTemplateUrl === undefined ? undefined : quickCreateUrl(hostedTemplateUrl, parameters),
    terraform: terraformModule(subject, trust),
  };
};
