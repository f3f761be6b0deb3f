output "name" {
  value = aws_eks_cluster.this.name
}

output "oidc" {
  description = "The signer of ServiceAccounts' tokens: the provider's ARN and the issuer without its scheme."
  value = {
    provider_arn = aws_iam_openid_connect_provider.this.arn
    issuer       = trimprefix(aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://")
  }
}

output "security_group_id" {
  description = "Security group of the nodes and pods, created by EKS."
  value       = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}
