import type { Policy } from "./policy.ts";
import { allStrings, domainOf, ofType, requires } from "./policy.ts";

const anAwsRegion =
  /\b(?:af|ap|ca|eu|il|me|mx|sa|us)-(?:central|east|north|northeast|northwest|south|southeast|southwest|west)-\d\b/g;

/**
 * What a region that is not the primary reads of it, and the peering with its own answer for the
 * primary's host.
 */
const leadsToPrimary =
  /^data\.terraform_remote_state\.primary|private_path\.(?:aws_vpc_peering_connection\.to_primary|aws_route53_zone\.primary)\[/;

export const placePolicies: readonly Policy[] = [
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
    name: "everything is in this region's AWS region; the edge's tables and the path to the primary are the exceptions",
    check: ({ resources, awsRegion }) =>
      resources
        .filter(({ address }) => !leadsToPrimary.test(address))
        .flatMap(({ address, values }) =>
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
      const domain = domainOf(context);
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
      const name = domainOf(context);
      const ownZones = context.resources.filter(({ address }) => !leadsToPrimary.test(address));
      return requires("aws_route53_zone", { name, force_destroy: false })({ ...context, resources: ownZones });
    },
  },
  {
    name: "each load balancer has a certificate of its own",
    check: (context) =>
      ["public", "internal", "agent"].filter(
        (balancer) => !ofType(context, "aws_acm_certificate").some(({ index }) => index === balancer),
      ),
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
