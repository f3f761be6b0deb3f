output "arns" {
  description = "ARN by purpose: artifacts, exports, logs, backups."
  value       = { for purpose, bucket in aws_s3_bucket.this : purpose => bucket.arn }
}
