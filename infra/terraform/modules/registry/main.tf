# Images are pulled from the region's own registry: a tag never moves to another image, and no pod
# waits for a foreign registry.

locals {
  images = toset(["control-plane", "worker", "operate", "bff", "agent"])
}

resource "aws_ecr_repository" "this" {
  for_each             = local.images
  name                 = "cogrion/${var.environment}/${each.value}"
  image_tag_mutability = "IMMUTABLE"
  force_delete         = false

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = var.kms_key_arn
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  for_each   = local.images
  repository = aws_ecr_repository.this[each.value].name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "Untagged images are left-overs of a push"
      selection = {
        tagStatus   = "untagged"
        countType   = "sinceImagePushed"
        countUnit   = "days"
        countNumber = 14
      }
      action = { type = "expire" }
    }]
  })
}
