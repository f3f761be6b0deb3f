import { expect, test } from "vitest";
import { differenceOf } from "./running-stack.ts";

const running = { portOffset: 0, regions: ["sgp-1"] };

test("a running stack is accepted if its offset and regions match the given ones, or none were given", () => {
  expect(differenceOf(running, { portOffset: undefined, regions: undefined })).toBeUndefined();
  expect(differenceOf(running, { portOffset: 0, regions: ["sgp-1"] })).toBeUndefined();
  expect(differenceOf({ ...running, portOffset: 700 }, { portOffset: undefined, regions: ["sgp-1"] })).toBeUndefined();
});

test("another offset is reported, with the command that starts a second stack there", () => {
  const told = differenceOf(running, { portOffset: 1000, regions: undefined });
  expect(told).toContain("port offset 0, not 1000");
  expect(told).toMatch(/COGRION_STATE_DIR=\S+ \.\/cogrion up --port-offset 1000$/);
});

test("other regions are reported, with an offset at which all ports are free", () => {
  const told = differenceOf(running, { portOffset: undefined, regions: ["sgp-1", "frankfurt-1"] });
  expect(told).toContain("sgp-1, not sgp-1 and frankfurt-1");
  expect(told).toMatch(/--port-offset 1000 --regions sgp-1,frankfurt-1$/);
});
