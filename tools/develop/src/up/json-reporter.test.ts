import { expect, test } from "vitest";
import { createJsonReporter } from "./json-reporter.ts";

test("a download reports its progress in numbers, one line for each tenth", () => {
  const lines: unknown[] = [];
  const reporter = createJsonReporter((line) => void lines.push(JSON.parse(line)));
  for (let percent = 0; percent <= 100; percent += 1) {
    const amount = { receivedBytes: percent * 1000, totalBytes: 100_000 };
    reporter.fetching("keycloak", `downloading ${percent} % of 0 MiB`, amount);
  }
  reporter.fetching("keycloak", "building for PostgreSQL");
  expect(lines).toHaveLength(12);
  const event = { event: "fetching", part: "keycloak" };
  expect(lines[0]).toEqual({ ...event, state: "downloading", received_bytes: 0, total_bytes: 100_000 });
  expect(lines[10]).toEqual({ ...event, state: "downloading", received_bytes: 100_000, total_bytes: 100_000 });
  expect(lines[11]).toEqual({ ...event, state: "building for PostgreSQL" });
});
