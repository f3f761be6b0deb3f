import { bucketOf, bucketPurposes } from "@cogrion/domain/naming/buckets";
import type { RegionId } from "@cogrion/domain";
import { regionDomainOf } from "@cogrion/domain/naming/hosts";
import { parsePolicy } from "@cogrion/emulators/aws/iam/evaluate";
import type { Planned } from "@cogrion/testing/terraform/workspace";
import { z } from "zod";
import type { Deployed } from "./plan.ts";

export type Context = Deployed & { account: string; awsRegion: string; cidr: string; resources: readonly Planned[] };

/** A rule that every region holds to; it returns what breaks it, a line each. */
export type Policy = { name: string; check: (context: Context) => string[] };

const ofType = ({ resources }: Context, ...types: string[]): Planned[] =>
  resources.filter(({ type }) => types.includes(type));

/** Each resource of a type has to have these values. */
const requires =
  (type: string, expected: Record<string, unknown>) =>
  (context: Context): string[] => {
    const found = ofType(context, type);
    if (found.length === 0) return [`there is no ${type}`];
    return found.flatMap(({ address, values }) =>
      Object.entries(expected).flatMap(([name, value]) =>
        JSON.stringify(values[name]) === JSON.stringify(value)
          ? []
          : [`${address}: ${name} is ${JSON.stringify(values[name])}, not ${JSON.stringify(value)}`],
      ),
    );
  };

/** Each bucket, by its purpose, has one of these beside it. */
const perBucket =
  (type: string, isRight: (values: Record<string, unknown>) => boolean) =>
  (context: Context): string[] =>
    ofType(context, "aws_s3_bucket").flatMap((bucket) => {
      const beside = ofType(context, type).find(({ index }) => index === bucket.index);
      return beside !== undefined && isRight(beside.values) ? [] : [`${bucket.address} lacks its ${type}`];
    });

const allStrings = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(allStrings);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(allStrings) : [];
};

const anAwsRegion =
  /\b(?:af|ap|ca|eu|il|me|mx|sa|us)-(?:central|east|north|northeast|northwest|south|southeast|southwest|west)-\d\b/g;

const statementsOf = (context: Context) =>
  ofType(context, "aws_iam_role_policy").flatMap(({ address, index, values }) =>
    parsePolicy(z.string().parse(values["policy"])).Statement.map((statement) => ({ address, index, statement })),
  );

const rangeOf = (cidr: string): [number, number] => {
  const [address = "", bits = "0"] = cidr.split("/");
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return [first, first + 2 ** (32 - Number(bits)) - 1];
};

const rulesInward = ["aws_vpc_security_group_ingress_rule", "aws_security_group_rule"];

export const policies: readonly Policy[] = [
  {
    name: "no port is open to the internet: the load balancers are the cluster's",
    check: (context) =>
      ofType(context, ...rulesInward, "aws_security_group", "aws_default_security_group")
        .filter(({ values }) => allStrings(values).some((each) => each === "0.0.0.0/0" || each === "::/0"))
        .map(({ address }) => `${address} is open to everybody`),
  },
  {
    name: "databases are encrypted, in two zones, private, and cannot be deleted by mistake",
    check: requires("aws_db_instance", {
      storage_encrypted: true,
      multi_az: true,
      publicly_accessible: false,
      deletion_protection: true,
      skip_final_snapshot: false,
      delete_automated_backups: false,
      iam_database_authentication_enabled: true,
    }),
  },
  {
    name: "a database's password is RDS's own secret, in no state",
    check: (context) => [
      ...requires("aws_db_instance", { manage_master_user_password: true, password: null, password_wo: null })(context),
      ...ofType(context, "aws_secretsmanager_secret_version").map(
        ({ address }) => `${address} keeps a value in the state`,
      ),
    ],
  },
  {
    name: "backups are kept for two weeks, in this AWS region alone",
    check: (context) => [
      ...requires("aws_db_instance", { backup_target: "region", backup_retention_period: 14 })(context),
      ...ofType(
        context,
        "aws_db_instance_automated_backups_replication",
        "aws_s3_bucket_replication_configuration",
        "aws_kms_replica_key",
        "aws_ecr_replication_configuration",
      ).map(({ address }) => `${address} copies to another region`),
    ],
  },
  {
    name: "databases take TLS connections alone",
    check: (context) =>
      ofType(context, "aws_db_parameter_group")
        .filter(({ values }) => !JSON.stringify(values["parameter"]).includes('"name":"rds.force_ssl","value":"1"'))
        .map(({ address }) => `${address} does not force TLS`),
  },
  {
    name: "keys rotate, stay in this region, and are one for each kind of data",
    check: (context) => [
      ...requires("aws_kms_key", { enable_key_rotation: true, multi_region: false, deletion_window_in_days: 30 })(
        context,
      ),
      ...["cluster", "database", "storage", "secrets", "seal"].filter(
        (purpose) => !ofType(context, "aws_kms_key").some(({ index }) => index === purpose),
      ),
    ],
  },
  {
    name: "buckets have the names that the code gives them",
    check: (context) => {
      const names = ofType(context, "aws_s3_bucket").map(({ values }) => values["bucket"]);
      return bucketPurposes
        .map((purpose) => bucketOf(purpose, { environment: context.environment, region: context.region as RegionId }))
        .filter((name) => !names.includes(name));
    },
  },
  { name: "buckets are never emptied by Terraform", check: requires("aws_s3_bucket", { force_destroy: false }) },
  {
    name: "buckets are private",
    check: perBucket("aws_s3_bucket_public_access_block", (values) =>
      ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"].every(
        (name) => values[name] === true,
      ),
    ),
  },
  {
    name: "buckets are encrypted with our key",
    check: perBucket("aws_s3_bucket_server_side_encryption_configuration", (values) =>
      JSON.stringify(values).includes('"sse_algorithm":"aws:kms"'),
    ),
  },
  {
    name: "buckets keep versions",
    check: perBucket("aws_s3_bucket_versioning", (values) => JSON.stringify(values).includes('"status":"Enabled"')),
  },
  {
    name: "buckets forget uploads that were broken off and versions that were replaced",
    check: perBucket("aws_s3_bucket_lifecycle_configuration", (values) =>
      ["abort_incomplete_multipart_upload", "noncurrent_version_expiration"].every((name) =>
        z
          .array(z.looseObject({}))
          .parse(values["rule"])
          .some((rule) => rule["status"] === "Enabled" && JSON.stringify(rule[name] ?? []) !== "[]"),
      ),
    ),
  },
  {
    name: "objects belong to the bucket's owner",
    check: perBucket("aws_s3_bucket_ownership_controls", (values) =>
      JSON.stringify(values).includes("BucketOwnerEnforced"),
    ),
  },
  { name: "buckets refuse plain http", check: perBucket("aws_s3_bucket_policy", () => true) },
  {
    name: "exports end after a week",
    check: (context) =>
      ofType(context, "aws_s3_bucket_lifecycle_configuration")
        .filter(({ index, values }) => index === "exports" && !/"days":7\b/.test(JSON.stringify(values["rule"])))
        .map(({ address }) => `${address} keeps exports for longer`),
  },
  {
    name: "the cluster's API is not open, its secrets are encrypted, and all its logs are kept",
    check: (context) => [
      ...requires("aws_eks_cluster", {
        enabled_cluster_log_types: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
        deletion_protection: true,
      })(context),
      ...ofType(context, "aws_eks_cluster").flatMap(({ address, values }) => {
        const text = JSON.stringify(values);
        return [
          ...(text.includes('"endpoint_private_access":true') ? [] : [`${address}: no private endpoint`]),
          ...(text.includes('"endpoint_public_access":false') ? [] : [`${address}: a public endpoint without need`]),
          ...(text.includes('"resources":["secrets"]') ? [] : [`${address}: secrets are not encrypted`]),
          ...(text.includes('"authentication_mode":"API"') ? [] : [`${address}: access by the old config map`]),
          ...(text.includes('"bootstrap_cluster_creator_admin_permissions":false')
            ? []
            : [`${address}: its creator stays administrator`]),
        ];
      }),
    ],
  },
  {
    name: "nodes keep their credentials from pods, and their volumes are encrypted",
    check: (context) =>
      ofType(context, "aws_launch_template").flatMap(({ address, values }) => {
        const text = JSON.stringify(values);
        return [
          ...(text.includes('"http_tokens":"required"') ? [] : [`${address}: IMDSv1 is allowed`]),
          ...(text.includes('"http_put_response_hop_limit":1')
            ? []
            : [`${address}: pods reach the node's credentials`]),
          ...(/"encrypted":"?true"?/.test(text) ? [] : [`${address}: volumes are not encrypted`]),
        ];
      }),
  },
  {
    name: "pods get roles by IRSA: no session tag reaches a client's trust policy",
    check: (context) =>
      ofType(context, "aws_eks_pod_identity_association")
        .filter(({ values }) => values["disable_session_tags"] !== true)
        .map(({ address }) => `${address} adds session tags`),
  },
  {
    name: "each workload's role is for one ServiceAccount of this cluster",
    check: (context) =>
      ofType(context, "aws_iam_role")
        .filter(({ values }) => String(values["assume_role_policy"]).includes("AssumeRoleWithWebIdentity"))
        .flatMap(({ address, values }) => {
          const text = String(values["assume_role_policy"]);
          return /"StringEquals":\{"[^"]+:aud":"sts\.amazonaws\.com","[^"]+:sub":"system:serviceaccount:[a-z-]+:[a-z-]+"\}/.test(
            text,
          )
            ? []
            : [`${address} is not bound to one ServiceAccount`];
        }),
  },
  {
    name: "only the worker assumes clients' roles, and no other role at all",
    check: (context) =>
      statementsOf(context)
        .filter(({ statement }) => statement.Action?.some((each) => /^sts:|^\*$/.test(each)) === true)
        .flatMap(({ address, index, statement }) =>
          index === "worker" &&
          JSON.stringify(statement.Action) === '["sts:AssumeRole"]' &&
          JSON.stringify(statement.Resource) === '["arn:aws:iam::*:role/CogrionProvisioning-*"]'
            ? []
            : [`${address}: ${statement.Sid ?? "a statement"} assumes roles`],
        ),
  },
  {
    name: "no statement allows every action of a service",
    check: (context) =>
      statementsOf(context).flatMap(({ address, statement }) =>
        (statement.Action ?? ["*"])
          .filter((action) => /^\*$|^[a-z0-9-]+:\*$/.test(action))
          .map((action) => `${address}: ${action}`),
      ),
  },
  {
    name: "every write to DNS is confined to names and types of its own",
    check: (context) =>
      statementsOf(context)
        .filter(({ statement }) => statement.Action?.includes("route53:ChangeResourceRecordSets") === true)
        .flatMap(({ address, statement }) => {
          const text = JSON.stringify(statement.Condition ?? {});
          return text.includes("NormalizedRecordNames") &&
            text.includes("RecordTypes") &&
            !statement.Resource?.includes("*")
            ? []
            : [`${address}: ${statement.Sid ?? "a statement"} writes any record`];
        }),
  },
  {
    name: "everything is in this region's AWS region; the edge's tables are the one exception",
    check: ({ resources, awsRegion }) =>
      resources.flatMap(({ address, values }) =>
        allStrings(values)
          .map((text) => text.replaceAll(/arn:aws:dynamodb:[a-z0-9-]+:\d+:table\/cogrion-(?:dev|prod)-routes/g, ""))
          .flatMap((text) => text.match(anAwsRegion) ?? [])
          .filter((region) => region !== awsRegion)
          .map((region) => `${address} names ${region}`),
      ),
  },
  {
    name: "certificates may be issued by ACM and Let's Encrypt, wildcards of clients included",
    check: (context) => {
      const domain = regionDomainOf({ environment: context.environment, region: context.region as RegionId });
      const caa = ofType(context, "aws_route53_record").find(({ values }) => values["type"] === "CAA");
      const records = caa === undefined ? [] : allStrings(caa.values["records"]);
      const wanted = ['0 issue "amazon.com"', '0 issue "letsencrypt.org"', '0 issuewild "amazon.com"'];
      return [
        ...wanted.filter((each) => !records.includes(each)),
        ...records.filter((each) => !wanted.includes(each)),
        ...(caa?.values["name"] === domain ? [] : ["the record is not at the region's domain"]),
      ];
    },
  },
  {
    name: "the zone has the name that the code gives it, and is never emptied",
    check: (context) => {
      const name = regionDomainOf({ environment: context.environment, region: context.region as RegionId });
      return requires("aws_route53_zone", { name, force_destroy: false })(context);
    },
  },
  {
    name: "each load balancer has a certificate of its own",
    check: (context) =>
      ["public", "internal", "agents"].filter(
        (balancer) => !ofType(context, "aws_acm_certificate").some(({ index }) => index === balancer),
      ),
  },
  {
    name: "subnets lie in the region's range and do not overlap",
    check: (context) => {
      const [first, last] = rangeOf(context.cidr);
      const ranges = ofType(context, "aws_subnet")
        .map(({ address, values }) => ({ address, range: rangeOf(String(values["cidr_block"])) }))
        .toSorted((one, other) => one.range[0] - other.range[0]);
      return [
        ...(ranges.length === 9 ? [] : [`${ranges.length} subnets, not 9`]),
        ...ranges
          .filter(
            ({ range }, index) =>
              range[0] < first || range[1] > last || range[0] <= (ranges[index - 1]?.range[1] ?? -1),
          )
          .map(({ address }) => `${address} overlaps or lies outside`),
      ];
    },
  },
  {
    name: "nothing gets a public address by itself",
    check: (context) =>
      ofType(context, "aws_subnet")
        .filter(({ values }) => values["map_public_ip_on_launch"] === true)
        .map(({ address }) => address),
  },
  {
    name: "three zones, each with its own way out",
    check: (context) => {
      const zones = new Set(ofType(context, "aws_subnet").map(({ values }) => values["availability_zone"]));
      return zones.size === 3 && ofType(context, "aws_nat_gateway").length === 3
        ? []
        : [`${zones.size} zones, ${ofType(context, "aws_nat_gateway").length} NAT gateways`];
    },
  },
  {
    name: "all traffic of the VPC is logged, and logs end",
    check: (context) => [
      ...requires("aws_flow_log", { traffic_type: "ALL" })(context),
      ...ofType(context, "aws_cloudwatch_log_group")
        .filter(({ values }) => !(Number(values["retention_in_days"]) > 0))
        .map(({ address }) => `${address} never ends`),
    ],
  },
  {
    name: "images cannot be replaced under their tag, and are scanned and encrypted",
    check: (context) => [
      ...requires("aws_ecr_repository", { image_tag_mutability: "IMMUTABLE", force_delete: false })(context),
      ...ofType(context, "aws_ecr_repository")
        .filter(
          ({ values }) =>
            !/"scan_on_push":true/.test(JSON.stringify(values)) ||
            !/"encryption_type":"KMS"/.test(JSON.stringify(values)),
        )
        .map(({ address }) => `${address} is not scanned or not encrypted`),
    ],
  },
  {
    name: "secrets are encrypted with our key and can be recovered",
    check: (context) => [
      ...requires("aws_secretsmanager_secret", { recovery_window_in_days: 30 })(context),
      ...ofType(context, "aws_secretsmanager_secret")
        .filter(({ values }) => typeof values["kms_key_id"] !== "string")
        .map(({ address }) => `${address} has no key of ours`),
    ],
  },
  {
    name: "names carry the environment and the region",
    check: (context) => {
      const name = `${context.environment}-${context.region}`;
      return ofType(
        context,
        "aws_eks_cluster",
        "aws_db_subnet_group",
        "aws_s3_bucket",
        "aws_secretsmanager_secret",
        "aws_kms_alias",
      )
        .filter(({ values }) => !String(values["name"] ?? values["bucket"]).includes(name))
        .map(({ address }) => `${address} has no name of ${name}`);
    },
  },
];
