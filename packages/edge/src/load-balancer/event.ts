import * as z from "zod/mini";

const many = z.record(z.string(), z.array(z.string()));

/**
 * A request event of an Application Load Balancer, with `lambda.multi_value_headers.enabled`;
 * without that setting, only the last of several values is in the event.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export const loadBalancerEvent = z.object({
  requestContext: z.object({ elb: z.object({ targetGroupArn: z.string() }) }),
  httpMethod: z.string(),
  path: z.string(),
  multiValueHeaders: many,
  /** As they were sent, because the load balancer decodes nothing. */
  multiValueQueryStringParameters: z.optional(many),
  body: z.optional(z.nullable(z.string())),
  isBase64Encoded: z.boolean(),
});
export type LoadBalancerEvent = z.infer<typeof loadBalancerEvent>;
