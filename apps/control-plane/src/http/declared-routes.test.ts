import type { FastifyInstance } from "fastify";
import { fastify } from "fastify";
import { beforeEach, expect, test } from "vitest";
import { refuseUndeclaredRoutes } from "./declared-routes.ts";

let app: FastifyInstance;
beforeEach(() => {
  app = fastify();
  refuseUndeclaredRoutes(app, [{ method: "GET", path: "/api/things/{thing_id}" }]);
});
const answer = () => "";

test("takes a route of the table", () => {
  expect(() => app.get("/api/things/:thing_id", answer)).not.toThrow();
});

test.each([
  ["another path", () => app.get("/api/things", answer)],
  ["another method of a path", () => app.delete("/api/things/:thing_id", answer)],
  ["every method", () => app.all("/api/things/:thing_id", answer)],
  ["everything below a path", () => app.get("/internal/*", answer)],
])("refuses %s", (_, register) => {
  expect(register).toThrow("is not in the listener's table of routes");
});
