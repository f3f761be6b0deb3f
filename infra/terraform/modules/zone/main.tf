# The region's public zone: our own hosts, and one NS record for each workspace, which the worker writes.

resource "aws_route53_zone" "this" {
  name          = var.domain
  comment       = "Cogrion ${var.name}"
  force_destroy = false

  lifecycle {
    # Every workspace of the region is delegated from here.
    prevent_destroy = true
  }
}

# Certificates come from ACM (load balancers) and Let's Encrypt (inside the cluster). A client's
# zone inherits these records as long as it has none of its own (RFC 8659 section 3), and its
# certificate has a wildcard: ACM must stay allowed to issue one.
resource "aws_route53_record" "caa" {
  zone_id = aws_route53_zone.this.zone_id
  name    = var.domain
  type    = "CAA"
  ttl     = 3600
  records = [
    "0 issue \"amazon.com\"",
    "0 issue \"letsencrypt.org\"",
    "0 issuewild \"amazon.com\"",
  ]
}

# Zones of environments below this one: dev.sgp-1 lies below the cut of sgp-1, so a record in the
# root zone would never be asked.
resource "aws_route53_record" "delegation" {
  for_each = var.delegations
  zone_id  = aws_route53_zone.this.zone_id
  name     = "${each.key}.${var.domain}"
  type     = "NS"
  ttl      = 3600
  records  = each.value

  lifecycle {
    precondition {
      condition     = !startswith(each.key, "w-")
      error_message = "Zones of workspaces are delegated by the worker."
    }
  }
}
