import type { ErrorCode } from "@cogrion/domain";
import { isForPeople } from "@cogrion/domain";
import { limitClassOf } from "./limits.ts";
import type { Route } from "./route.ts";

const ofEveryRoute: readonly ErrorCode[] = [
  "request_invalid",
  "not_acceptable",
  "request_timed_out",
  "expectation_failed",
  "headers_too_large",
  "internal",
  "dependency_unavailable",
];

/** Every code that the route may return: its own, and those that follow from its shape. */
export const documentedErrorsOf = (route: Route): ErrorCode[] => [
  ...new Set<ErrorCode>([
    ...ofEveryRoute,
    ...(limitClassOf(route) === undefined ? [] : (["rate_limited"] as const)),
    ...(route.security === "none" ? [] : (["token_missing", "token_invalid"] as const)),
    ...(route.security === "principal"
      ? (["email_unverified", "identity_mismatch", "issuer_not_accepted"] as const)
      : []),
    ...(route.method === "GET" ? [] : (["body_too_large", "media_type_unsupported"] as const)),
    ...(route.isIdempotent === true ? (["idempotency_key_reused", "idempotency_key_in_flight"] as const) : []),
    ...(route.permission !== undefined && isForPeople(route.permission) ? (["people_only"] as const) : []),
    ...route.errors,
  ]),
];
