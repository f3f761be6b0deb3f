output "key_arns" {
  description = "ARN by purpose: cluster, database, storage, secrets, seal."
  value       = { for purpose, key in aws_kms_key.this : purpose => key.arn }
}
