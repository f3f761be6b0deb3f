import type { Policy } from "./policy.ts";
import { ofType, requires } from "./policy.ts";

export const databasesPolicies: readonly Policy[] = [
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
];
