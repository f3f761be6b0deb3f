import { HeadObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import type { StaticFiles } from "@cogrion/domain";
import type { AwsConfig } from "./clients.ts";
import { optionsOf } from "./clients.ts";
import { unlessAbsent } from "./errors.ts";

export type StaticFilesConfig = AwsConfig & { bucket: string; requestTimeoutMilliseconds?: number };

const base64Of = (hex: string): string => Buffer.from(hex, "hex").toString("base64");
const hexOf = (base64: string): string => Buffer.from(base64, "base64").toString("hex");

/**
 * An S3 bucket behind a CloudFront distribution. S3 rejects a body whose checksum differs from the
 * sent one, and stores the checksum with the object.
 */
export const createS3StaticFiles = (config: StaticFilesConfig): StaticFiles => {
  const { bucket: Bucket, endpoint, credentials, requestTimeoutMilliseconds = 60_000 } = config;
  const options = optionsOf(config);
  const client = new S3Client({
    ...options,
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: 5,
    requestHandler: { ...options.requestHandler, requestTimeout: requestTimeoutMilliseconds },
    // An endpoint other than AWS's own has no host name for each bucket.
    forcePathStyle: endpoint !== undefined,
  });

  /** A response to HEAD has no body with a reason, so the status has to be enough. */
  const explained = (error: unknown, Key: string): unknown => {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    const reason =
      status === 403
        ? "the credentials need s3:ListBucket on the bucket, s3:GetObject and s3:PutObject on its objects"
        : status === 301 && `the bucket is in another region than ${config.region}`;
    return reason ? new Error(`S3 rejects ${Key} in ${Bucket}: ${reason}.`, { cause: error }) : error;
  };

  return {
    async read(Key) {
      try {
        const head = await unlessAbsent(
          () => client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" })),
          "NotFound",
        );
        if (head === undefined) return undefined;
        const { ChecksumSHA256, ContentType, CacheControl } = head;
        const sha256 = ChecksumSHA256 === undefined ? undefined : hexOf(ChecksumSHA256);
        return { sha256, contentType: ContentType, cacheControl: CacheControl };
      } catch (error) {
        throw explained(error, Key);
      }
    },
    async write(Key, { sha256, contentType, cacheControl }, bytes) {
      try {
        await client.send(
          new PutObjectCommand({
            Bucket,
            Key,
            Body: bytes,
            ContentType: contentType,
            CacheControl: cacheControl,
            ChecksumAlgorithm: "SHA256",
            ChecksumSHA256: base64Of(sha256),
          }),
        );
      } catch (error) {
        throw explained(error, Key);
      }
    },
  };
};
