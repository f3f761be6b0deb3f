import { expect, test } from "vitest";
import { isLoopback } from "./loopback.ts";

test.each([
  ["http://localhost:3000", true],
  ["http://LOCALHOST", true],
  ["http://api.localhost", true],
  ["http://127.0.0.1:3000", true],
  ["http://127.1", true],
  ["http://[::1]:3000", true],
  ["http://[0:0:0:0:0:0:0:1]", true],
  ["http://cplane.sgp-1.cogrion.com", false],
  ["http://localhost.example.com", false],
  ["http://notlocalhost", false],
  ["http://127.0.0.1.example.com", false],
  ["http://10.0.0.1", false],
  ["http://0.0.0.0", false],
  ["http://[::ffff:7f00:1]", false],
  ["http://127.0.0.1@example.com", false],
])("%s is this machine: %s", (url, isIt) => {
  expect(isLoopback(new URL(url))).toBe(isIt);
});
