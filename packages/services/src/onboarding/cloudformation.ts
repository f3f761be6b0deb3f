import { workspaceTagKey } from "@cogrion/domain";
import { stringify } from "yaml";
import { permissionsPolicyOf, trustPolicyOf } from "@cogrion/domain/provisioning/policy";

export type TemplateParameters = {
  WorkspaceId: string;
  DelegatedZone: string;
  RoleName: string;
  ExternalId: string;
  TrustedPrincipalArn: string;
  CertificateRegion: string;
};

const descriptions: Record<keyof TemplateParameters, string> = {
  WorkspaceId: "The Cogrion workspace that uses this role",
  DelegatedZone: "The DNS zone that Cogrion delegates to this account; the role's rights are limited to it",
  RoleName: "Name of the role; Cogrion expects exactly this name",
  ExternalId: "Created by Cogrion for this workspace; nobody can assume the role without it",
  TrustedPrincipalArn: "Cogrion's own principal, which assumes the role",
  CertificateRegion: "AWS region in which Cogrion requests the workspace's certificate",
};

/**
 * The template, with a workspace's values as the parameters' defaults. Without values it is the
 * hosted template for quick-create links, whose query sets the parameters.
 */
export const cloudFormationTemplate = (defaults: Partial<TemplateParameters> = {}): string => {
  const names = Object.keys(descriptions) as (keyof TemplateParameters)[];
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "The role with which Cogrion provisions and deletes one workspace in this account",
    Parameters: Object.fromEntries(
      names.map((name) => [
        name,
        {
          Type: "String",
          Description: descriptions[name],
          ...(defaults[name] === undefined ? {} : { Default: defaults[name] }),
        },
      ]),
    ),
    Resources: {
      ProvisioningRole: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: { Ref: "RoleName" },
          Description: { "Fn::Sub": "Lets Cogrion provision workspace ${WorkspaceId}" },
          MaxSessionDuration: 3600,
          AssumeRolePolicyDocument: substituted(
            trustPolicyOf({ trustedPrincipalArn: "${TrustedPrincipalArn}", externalId: "${ExternalId}" }),
          ),
          Policies: [
            {
              PolicyName: "CogrionProvisioning",
              PolicyDocument: substituted(
                permissionsPolicyOf({
                  workspaceId: "${WorkspaceId}",
                  delegatedZone: "${DelegatedZone}",
                  awsAccountId: "${AWS::AccountId}",
                  roleName: "${RoleName}",
                  awsRegion: "${CertificateRegion}",
                }),
              ),
            },
          ],
          Tags: [{ Key: workspaceTagKey, Value: { Ref: "WorkspaceId" } }],
        },
      },
    },
    Outputs: { RoleArn: { Description: "The role's ARN", Value: { "Fn::GetAtt": ["ProvisioningRole", "Arn"] } } },
  };
  // Quoted, because YAML 1.1 readers parse 2012-10-17 as a date.
  return stringify(template, {
    aliasDuplicateObjects: false,
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "PLAIN",
    lineWidth: 0,
  });
};

/** Turns each text with a parameter into an `Fn::Sub`. */
const substituted = (value: unknown): unknown => {
  if (typeof value === "string") return value.includes("${") ? { "Fn::Sub": value } : value;
  if (Array.isArray(value)) return value.map(substituted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, substituted(each)]));
};

/**
 * Opens the AWS console with the hosted template filled in (CloudFormation user guide, "Create
 * stacks from quick-create links").
 */
export const quickCreateUrl = (templateUrl: string, parameters: TemplateParameters): string => {
  const query = new URLSearchParams({ templateURL: templateUrl, stackName: `cogrion-${parameters.WorkspaceId}` });
  for (const [name, value] of Object.entries(parameters)) query.set(`param_${name}`, value);
  const region = encodeURIComponent(parameters.CertificateRegion);
  return `https://${region}.console.aws.amazon.com/cloudformation/home?region=${region}#/stacks/create/review?${query.toString()}`;
};
