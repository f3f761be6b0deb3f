import type { Problem } from "@cogrion/contract";
import type { ErrorCode } from "@cogrion/domain";
import { CogrionError, errorCodes } from "@cogrion/domain";
import type { FastifyError } from "fastify";
import { pointersOf } from "./validation.ts";

export type ProblemAnswer = { status: number; headers: Record<string, string>; body: Problem };

type Fault = {
  code: ErrorCode;
  detail: string;
  errors?: Problem["errors"];
  meta?: Record<string, unknown> | undefined;
  retryAfterSeconds?: number | undefined;
};

/** RFC 9457. Errors that must not be shown become `internal`, and are only logged. */
export const problemOf = (error: unknown, requestId: string): ProblemAnswer => {
  const fault = faultOf(error);
  const { status, title } = errorCodes[fault.code];
  return {
    status,
    headers: {
      "content-type": "application/problem+json",
      ...(fault.retryAfterSeconds === undefined ? {} : { "retry-after": String(fault.retryAfterSeconds) }),
      ...(status === 401 ? { "www-authenticate": challengeOf(fault) } : {}),
    },
    body: {
      type: `https://docs.cogrion.com/errors#${fault.code}`,
      title,
      status,
      detail: fault.detail,
      code: fault.code,
      request_id: requestId,
      ...(fault.errors === undefined ? {} : { errors: fault.errors }),
      ...(fault.meta === undefined ? {} : { meta: fault.meta }),
    },
  };
};

/** RFC 6750 section 3: no error code when no token was sent. */
const challengeOf = ({ code, detail }: Fault): string =>
  code === "token_missing"
    ? 'Bearer realm="cogrion"'
    : `Bearer realm="cogrion", error="invalid_token", error_description="${detail.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "'")}"`;

const faultOf = (error: unknown): Fault => {
  if (error instanceof CogrionError) {
    const { code, message, meta } = error;
    // Without a time to wait, clients retry a 503 immediately.
    const retryAfterSeconds = error.retryAfterSeconds ?? (error.status === 503 ? 2 : undefined);
    // Details of our own defects are only logged.
    return code === "internal" ? internal : { code, detail: message, meta, retryAfterSeconds };
  }
  if (!(error instanceof Error)) return internal;
  const { code, statusCode } = error as Partial<FastifyError>;
  const errors = pointersOf(error);
  if (errors !== undefined)
    return {
      code: "request_invalid",
      detail: "The request does not match its schema. `errors` names each wrong field.",
      errors,
    };
  const known = code === undefined ? undefined : faultsOfFastify[code];
  if (known !== undefined) return known;
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return malformed;
  return internal;
};

const internal: Fault = {
  code: "internal",
  detail: "Something went wrong on our side. If it happens again, send us the request's id.",
};
const malformed: Fault = {
  code: "request_invalid",
  detail: "The request is malformed. Check that its body is well-formed JSON.",
};

const faultsOfFastify: Record<string, Fault> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: "body_too_large", detail: "A body can have at most 64 KiB." },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: "media_type_unsupported",
    detail: "Send the body as application/json, UTF-8, without content encoding.",
  },
  FST_ERR_BAD_URL: { code: "request_invalid", detail: "The URL's path is not properly percent-encoded." },
};
