import * as z from "zod/mini";

const headers = z.record(z.string(), z.array(z.object({ key: z.optional(z.string()), value: z.string() })));

/** A request event of Lambda@Edge: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html */
export const cloudFrontEvent = z.object({
  Records: z.tuple([
    z.object({
      cf: z.object({
        config: z.object({ eventType: z.enum(["viewer-request", "origin-request"]) }),
        request: z.object({
          clientIp: z.string(),
          method: z.string(),
          uri: z.string(),
          querystring: z.string(),
          headers,
          body: z.optional(
            z.object({
              data: z.string(),
              encoding: z.enum(["base64", "text"]),
              inputTruncated: z.boolean(),
            }),
          ),
        }),
      }),
    }),
  ]),
});
export type CloudFrontRequest = z.infer<typeof cloudFrontEvent>["Records"][0]["cf"]["request"];
