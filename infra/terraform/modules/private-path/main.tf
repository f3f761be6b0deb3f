# Other regions call the primary's internal listener over a peering, so that PRIMARY_CPLANE_API_URL
# is not reachable from the Internet. Each region runs this module: the primary accepts what the
# others request. Who the others are is data (infra/regions.yaml).

# A region that is not the primary: it requests, and resolves the primary's internal host to the internal load balancer.
resource "aws_vpc_peering_connection" "to_primary" {
  count         = var.primary == null ? 0 : 1
  vpc_id        = var.vpc_id
  peer_vpc_id   = var.primary.vpc_id
  peer_owner_id = var.primary.account_id
  peer_region   = var.primary.aws_region
  tags          = { Name = "${var.name}-to-primary", "cogrion:requester" = var.name }
}

resource "aws_route" "to_primary" {
  count                     = var.primary == null ? 0 : length(var.private_route_table_ids)
  route_table_id            = var.private_route_table_ids[count.index]
  destination_cidr_block    = var.primary.cidr
  vpc_peering_connection_id = aws_vpc_peering_connection.to_primary[0].id
}

resource "aws_route53_zone" "primary" {
  count   = var.primary == null ? 0 : 1
  name    = "cplane.${var.primary.domain}"
  comment = "The primary's internal listener, for ${var.name}"

  vpc {
    vpc_id = var.vpc_id
  }
}

resource "aws_route53_record" "primary" {
  count   = var.primary == null ? 0 : 1
  zone_id = aws_route53_zone.primary[0].zone_id
  name    = "cplane.${var.primary.domain}"
  type    = "A"

  alias {
    name                   = var.primary.internal_load_balancer.dns_name
    zone_id                = var.primary.internal_load_balancer.zone_id
    evaluate_target_health = false
  }
}

# The primary: it accepts from the regions that are listed, and from nobody else.
data "aws_vpc_peering_connection" "from" {
  for_each = var.others

  peer_vpc_id     = var.vpc_id
  owner_id        = each.value.account_id
  cidr_block      = each.value.cidr
  peer_cidr_block = var.cidr
}

resource "aws_vpc_peering_connection_accepter" "from" {
  for_each                  = var.others
  vpc_peering_connection_id = data.aws_vpc_peering_connection.from[each.key].id
  auto_accept               = true
  tags                      = { Name = "${each.key}-to-${var.name}" }
}

resource "aws_route" "back" {
  for_each = {
    for pair in setproduct(keys(var.others), range(length(var.private_route_table_ids))) : "${pair[0]}-${pair[1]}" => {
      region = pair[0]
      table  = var.private_route_table_ids[pair[1]]
    }
  }
  route_table_id            = each.value.table
  destination_cidr_block    = var.others[each.value.region].cidr
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.from[each.value.region].id
}
