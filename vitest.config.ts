import { defineConfig } from "vitest/config";

// A project is a suite of `./cogrion test`. Real parts are slow on two busy cores, so the timeouts
// are long; they end hangs, and measure nothing.
const realParts = { testTimeout: 180_000, hookTimeout: 300_000, teardownTimeout: 60_000, fileParallelism: false };
const wholeStacks = { ...realParts, testTimeout: 600_000 };

export default defineConfig({
  test: {
    // Two cores: a second worker only helps where files do not start their own parts.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          include: ["{apps,packages,tools}/**/src/**/*.test.ts", "tests/unit/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/*.integration.test.ts"],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "integration",
          include: ["{apps,packages,tools}/**/*.integration.test.ts"],
          exclude: ["**/node_modules/**"],
          globalSetup: "packages/testing/src/database/global-setup.ts",
          ...realParts,
          // Each file has its own database or parts.
          fileParallelism: true,
        },
      },
      {
        test: {
          name: "api",
          include: ["tests/api/**/*.test.ts"],
          globalSetup: "tests/api/support/global-setup.ts",
          ...realParts,
        },
      },
      { test: { name: "terraform", include: ["tests/terraform/**/*.test.ts"], ...realParts } },
      // Most of what runs at once there waits for a deadline.
      { test: { name: "worker", include: ["tests/worker/**/*.test.ts"], ...realParts, maxConcurrency: 30 } },
      { test: { name: "bff", include: ["tests/bff/**/*.test.ts"], ...realParts } },
      {
        test: {
          name: "security",
          include: ["tests/security/**/*.test.ts"],
          ...realParts,
          // Each operation is tried in many ways, one after the other.
          testTimeout: 900_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: "tests/e2e/support/global-setup.ts",
          ...wholeStacks,
        },
      },
      { test: { name: "stack", include: ["tests/stack/**/*.test.ts"], ...wholeStacks } },
      {
        test: {
          name: "edge",
          include: ["tests/edge/**/*.test.ts"],
          globalSetup: "tests/edge/support/global-setup.ts",
          ...realParts,
        },
      },
      {
        test: {
          name: "dashboard",
          include: ["tests/dashboard/**/*.test.ts"],
          globalSetup: "tests/dashboard/support/global-setup.ts",
          ...realParts,
        },
      },
      { test: { name: "deploy", include: ["tests/deploy/**/*.test.ts"], ...realParts } },
      // Building images and a whole node takes time.
      { test: { name: "cluster", include: ["tests/cluster/*.test.ts"], ...wholeStacks, hookTimeout: 1_200_000 } },
      {
        test: {
          name: "region",
          include: ["tests/cluster/region/*.test.ts"],
          globalSetup: "tests/cluster/region/support/stage.ts",
          ...wholeStacks,
        },
      },
      { test: { name: "kills", include: ["tests/chaos/**/*.test.ts"], ...wholeStacks } },
    ],
  },
});
