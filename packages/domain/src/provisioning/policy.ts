import { workspaceTagKey } from "../index.ts";

/** A statement of an IAM policy, in IAM's own spelling. */
export type PolicyStatement = {
  Sid: string;
  Effect: "Allow";
  Action: string[];
  Resource: string;
  Condition?: Record<string, Record<string, string | string[]>>;
};

/**
 * The workspace that the policy is for. In a template each field may be a placeholder, so these
 * values are only inserted.
 */
export type PolicySubject = {
  workspaceId: string;
  delegatedZone: string;
  awsAccountId: string;
  roleName: string;
  /** AWS region of the certificate. */
  awsRegion: string;
};

/**
 * The only definition of what Cogrion may do in a client's account. The onboarding template is
 * generated from it, the preflight tests each of its actions, and a hint about a missing permission
 * quotes it. The limits are those that IAM supports: CreateHostedZone has no condition on the name,
 * and policies cannot use resource tags of hosted zones (Service Authorization Reference, Route
 * 53).
 */
export const policyStatementsOf = (subject: PolicySubject): PolicyStatement[] => {
  const { workspaceId, delegatedZone, awsAccountId, roleName, awsRegion } = subject;
  const anyZone = "arn:aws:route53:::hostedzone/*";
  const anyCertificate = `arn:aws:acm:${awsRegion}:${awsAccountId}:certificate/*`;
  return [
    {
      Sid: "CreateHostedZone",
      Effect: "Allow",
      Action: ["route53:CreateHostedZone", "route53:ListHostedZonesByName"],
      Resource: "*",
    },
    {
      Sid: "UseHostedZone",
      Effect: "Allow",
      Action: [
        "route53:GetHostedZone",
        "route53:DeleteHostedZone",
        "route53:ListResourceRecordSets",
        "route53:ListTagsForResource",
        "route53:ChangeTagsForResource",
      ],
      Resource: anyZone,
    },
    {
      Sid: "WriteValidationRecord",
      Effect: "Allow",
      Action: ["route53:ChangeResourceRecordSets"],
      Resource: anyZone,
      Condition: {
        "ForAllValues:StringLike": { "route53:ChangeResourceRecordSetsNormalizedRecordNames": [`_*.${delegatedZone}`] },
        "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["CNAME"] },
        // ForAllValues alone is also true for a request without such a key.
        Null: { "route53:ChangeResourceRecordSetsNormalizedRecordNames": "false" },
      },
    },
    {
      Sid: "RequestCertificate",
      Effect: "Allow",
      Action: ["acm:RequestCertificate"],
      Resource: "*",
      Condition: {
        "ForAllValues:StringEquals": { "acm:DomainNames": [delegatedZone, `*.${delegatedZone}`] },
        StringEquals: {
          "acm:ValidationMethod": "DNS",
          "aws:RequestedRegion": awsRegion,
          [`aws:RequestTag/${workspaceTagKey}`]: workspaceId,
        },
        Null: { "acm:DomainNames": "false" },
      },
    },
    {
      Sid: "TagCertificate",
      Effect: "Allow",
      Action: ["acm:AddTagsToCertificate"],
      Resource: anyCertificate,
      Condition: { StringEquals: { [`aws:RequestTag/${workspaceTagKey}`]: workspaceId } },
    },
    {
      Sid: "FindCertificate",
      Effect: "Allow",
      Action: ["acm:ListCertificates", "acm:ListTagsForCertificate"],
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": awsRegion } },
    },
    {
      Sid: "UseCertificate",
      Effect: "Allow",
      Action: ["acm:DescribeCertificate", "acm:DeleteCertificate"],
      Resource: anyCertificate,
      Condition: { StringEquals: { [`aws:ResourceTag/${workspaceTagKey}`]: workspaceId } },
    },
    {
      Sid: "CheckQuotas",
      Effect: "Allow",
      Action: ["route53:GetAccountLimit", "servicequotas:GetServiceQuota"],
      Resource: "*",
    },
    {
      Sid: "CheckOwnPermissions",
      Effect: "Allow",
      Action: ["iam:SimulatePrincipalPolicy"],
      Resource: `arn:aws:iam::${awsAccountId}:role/${roleName}`,
    },
  ];
};

/**
 * The statement that grants an action, as JSON text for a hint; undefined for an action that
 * Cogrion does not need.
 */
export const statementGranting = (action: string, subject: PolicySubject): string | undefined => {
  const statement = policyStatementsOf(subject).find((each) => each.Action.includes(action));
  return statement && JSON.stringify(statement, undefined, 2);
};

export const permissionsPolicyOf = (subject: PolicySubject) => ({
  Version: "2012-10-17",
  Statement: policyStatementsOf(subject),
});

/**
 * Who may assume the role: only Cogrion, and only with the external id, so that nobody else can use
 * Cogrion to reach the account.
 */
export const trustPolicyOf = ({
  trustedPrincipalArn,
  externalId,
}: {
  trustedPrincipalArn: string;
  externalId: string;
}) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: trustedPrincipalArn },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": externalId } },
    },
  ],
});
