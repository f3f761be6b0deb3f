import { expect, test } from "vitest";
import { isLocalHost } from "./local-host.ts";

test.each([
  ["localhost", true],
  ["localhost:1080", true],
  ["w-acme.local.sgp-1.cogrion.localhost:8790", true],
  ["127.0.0.1:4566", true],
  ["127.8.8.8", true],
  ["[::1]:8787", true],
  ["10.200.0.1:4566", true],
  ["evil.example", false],
  ["evil.example:1080", false],
  ["localhost.evil.example", false],
  ["127.0.0.1.evil.example", false],
  ["notlocalhost", false],
  ["localhost@evil.example", false],
  ["", false],
  [undefined, false],
])("the host %s is local: %s", (host, isLocal) => {
  expect(isLocalHost(host)).toBe(isLocal);
});
