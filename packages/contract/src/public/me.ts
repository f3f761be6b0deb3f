import { defineRoute } from "../route.ts";
import { me } from "../schemas/me.ts";

export const getMe = defineRoute({
  id: "me.get",
  method: "GET",
  path: "/api/me",
  summary: "Get the caller and the accounts they belong to",
  security: "principal",
  responses: { 200: { description: "The principal", schema: me } },
  errors: [],
});
