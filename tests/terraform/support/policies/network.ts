import type { Policy } from "./policy.ts";
import { allStrings, ofType, requires } from "./policy.ts";

const rangeOf = (cidr: string): [number, number] => {
  const [address = "", bits = "0"] = cidr.split("/");
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return [first, first + 2 ** (32 - Number(bits)) - 1];
};

const rulesInward = ["aws_vpc_security_group_ingress_rule", "aws_security_group_rule"];

export const networkPolicies: readonly Policy[] = [
  {
    name: "no port is open to the internet: the load balancers are the cluster's",
    check: (context) =>
      ofType(context, ...rulesInward, "aws_security_group", "aws_default_security_group")
        .filter(({ values }) => allStrings(values).some((each) => each === "0.0.0.0/0" || each === "::/0"))
        .map(({ address }) => `${address} is open to everybody`),
  },
  {
    name: "subnets lie in the region's range and do not overlap",
    check: (context) => {
      const [first, last] = rangeOf(context.cidr);
      const ranges = ofType(context, "aws_subnet")
        .map(({ address, values }) => ({ address, range: rangeOf(String(values["cidr_block"])) }))
        .toSorted((one, other) => one.range[0] - other.range[0]);
      return [
        ...(ranges.length === 9 ? [] : [`${ranges.length} subnets, not 9`]),
        ...ranges
          .filter(
            ({ range }, index) =>
              range[0] < first || range[1] > last || range[0] <= (ranges[index - 1]?.range[1] ?? -1),
          )
          .map(({ address }) => `${address} overlaps or lies outside`),
      ];
    },
  },
  {
    name: "nothing gets a public address by itself",
    check: (context) =>
      ofType(context, "aws_subnet")
        .filter(({ values }) => values["map_public_ip_on_launch"] === true)
        .map(({ address }) => address),
  },
  {
    name: "three zones, each with its own way out",
    check: (context) => {
      const zones = new Set(ofType(context, "aws_subnet").map(({ values }) => values["availability_zone"]));
      return zones.size === 3 && ofType(context, "aws_nat_gateway").length === 3
        ? []
        : [`${zones.size} zones, ${ofType(context, "aws_nat_gateway").length} NAT gateways`];
    },
  },
  {
    name: "all traffic of the VPC is logged, and logs end",
    check: (context) => [
      ...requires("aws_flow_log", { traffic_type: "ALL" })(context),
      ...ofType(context, "aws_cloudwatch_log_group")
        .filter(({ values }) => !(Number(values["retention_in_days"]) > 0))
        .map(({ address }) => `${address} never ends`),
    ],
  },
];
