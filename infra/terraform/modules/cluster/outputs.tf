output "name" {
  value = aws_eks_cluster.this.name
}

output "oidc" {
  description = "Who signs the tokens of ServiceAccounts: the provider's ARN and the issuer without its scheme."
  value = {
    provider_arn = aws_iam_openid_connect_provider.this.arn
    issuer       = trimprefix(aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://")
  }
}

output "security_group_id" {
  description = "Group of the nodes and pods, made by EKS."
  value       = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}
