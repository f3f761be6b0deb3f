# The dashboard's files in a private bucket behind CloudFront. Function and headers are those of
# infra/dashboard, which the tests of the edge run.

locals {
  policy  = jsondecode(file("${var.infra}/dashboard/response-headers-policy.json"))
  headers = local.policy.SecurityHeadersConfig
}

resource "aws_s3_bucket" "this" {
  bucket        = "cogrion-${var.environment}-dashboard"
  force_destroy = false
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "ThisDistributionReads"
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.this.arn}/*"
      Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.this.arn } }
    }]
  })
}

resource "aws_acm_certificate" "this" {
  provider          = aws.global
  domain_name       = var.host
  validation_method = "DNS"
  key_algorithm     = "EC_prime256v1"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudfront_origin_access_control" "this" {
  name                              = "cogrion-${var.environment}-dashboard"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_function" "viewer_request" {
  name    = "cogrion-${var.environment}-dashboard-viewer-request"
  runtime = "cloudfront-js-2.0"
  code    = file("${var.infra}/dashboard/viewer-request.js")
  publish = true
}

resource "aws_cloudfront_response_headers_policy" "this" {
  name = "cogrion-${var.environment}-dashboard"

  security_headers_config {
    strict_transport_security {
      override                   = local.headers.StrictTransportSecurity.Override
      access_control_max_age_sec = local.headers.StrictTransportSecurity.AccessControlMaxAgeSec
      include_subdomains         = local.headers.StrictTransportSecurity.IncludeSubdomains
    }
    content_type_options {
      override = local.headers.ContentTypeOptions.Override
    }
    frame_options {
      override     = local.headers.FrameOptions.Override
      frame_option = local.headers.FrameOptions.FrameOption
    }
    referrer_policy {
      override        = local.headers.ReferrerPolicy.Override
      referrer_policy = local.headers.ReferrerPolicy.ReferrerPolicy
    }
    content_security_policy {
      override                = local.headers.ContentSecurityPolicy.Override
      content_security_policy = replace(local.headers.ContentSecurityPolicy.ContentSecurityPolicy, "{origins}", join(" ", var.origins))
    }
  }

  custom_headers_config {
    dynamic "items" {
      for_each = local.policy.CustomHeadersConfig.Items

      content {
        header   = items.value.Header
        value    = items.value.Value
        override = items.value.Override
      }
    }
  }
}

resource "aws_cloudfront_distribution" "this" {
  enabled             = true
  is_ipv6_enabled     = true
  http_version        = "http2and3"
  comment             = "Cogrion dashboard, ${var.environment}"
  aliases             = [var.host]
  default_root_object = "index.html"

  origin {
    origin_id                = "files"
    domain_name              = aws_s3_bucket.this.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.this.id
  }

  default_cache_behavior {
    target_origin_id           = "files"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = data.aws_cloudfront_cache_policy.optimized.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.viewer_request.arn
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate.this.arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

data "aws_cloudfront_cache_policy" "optimized" {
  name = "Managed-CachingOptimized"
}
