output "role_arns" {
  description = "ARN by workload, for the annotation of its ServiceAccount."
  value = merge(
    { for name, role in aws_iam_role.this : name => role.arn },
    { load-balancer-controller = aws_iam_role.load_balancer_controller.arn },
  )
}
