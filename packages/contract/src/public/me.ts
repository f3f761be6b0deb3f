import { defineRoute } from "../route.ts";
import { me } from "../schemas/me.ts";

export const getMe = defineRoute({
  id: "me.get",
  method: "GET",
  path: "/api/me",
  summary: "Who am I, and which accounts do I belong to",
  security: "principal",
  responses: { 200: { description: "The principal", schema: me } },
  errors: [],
});
