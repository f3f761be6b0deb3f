import { afterEach, expect, test, vi } from "vitest";
import { NoApiError, UsageError } from "../failure.ts";
import { apiUrlOf } from "./api-url.ts";

afterEach(() => vi.unstubAllEnvs());

test("plain http is taken for this machine only, from the option and from the environment", () => {
  for (const url of ["http://cplane.sgp-1.cogrion.com", "http://10.0.0.1:3000", "http://localhost.example.com"]) {
    expect(() => apiUrlOf(url)).toThrow(UsageError);
    vi.stubEnv("COGRION_API_URL", url);
    expect(() => apiUrlOf(undefined)).toThrow("not encrypted");
  }
  for (const url of ["http://localhost:3000", "http://api.localhost", "https://cplane.sgp-1.cogrion.com"])
    expect(apiUrlOf(url)).toBe(url);
});

test("without an API the error says what to set, and a wrong one is not repeated", () => {
  vi.stubEnv("COGRION_API_URL", "");
  expect(() => apiUrlOf(undefined)).toThrow(NoApiError);
  vi.stubEnv("COGRION_API_URL", "ftp://user:secret@example.com");
  expect(() => apiUrlOf(undefined)).toThrow(/^(?!.*secret)/);
});
