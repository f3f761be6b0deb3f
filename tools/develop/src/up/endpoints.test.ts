import { expect, test } from "vitest";
import { linesOf } from "./endpoints.ts";

test("pages to open come first, each with its reason", () => {
  const endpoints = [
    { name: "Mails", url: "http://localhost:1080", isPage: true, purpose: "what the stack mails" },
    { name: "API", url: "http://localhost:3000", isPage: false, purpose: "for clients" },
  ];
  expect(linesOf(endpoints)).toEqual([
    "Open in a browser:",
    "  Mails  http://localhost:1080  what the stack mails",
    "For programs:",
    "  API    http://localhost:3000  for clients",
  ]);
});
