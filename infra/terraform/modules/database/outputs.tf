output "endpoints" {
  description = "Host name and the ARN of the administrator's secret, by instance."
  value = {
    for name, instance in aws_db_instance.this : name => {
      host       = instance.address
      secret_arn = instance.master_user_secret[0].secret_arn
    }
  }
}
