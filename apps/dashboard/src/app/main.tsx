import "../data/zod-jitless.ts";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { retry, retryDelay } from "../data/api.ts";
import { createAppRouter } from "./router.tsx";

/** Shows the application at the present address. A session of the address's region is held already. */
export const start = (): void => {
  const place = document.getElementById("app");
  if (place === null) throw new Error("the page has no place for the application");
  document.documentElement.dataset["stage"] = "app";
  document.getElementById("sign-in")?.remove();
  const queryClient = new QueryClient({
    defaultOptions: {
      // Asked also while the browser believes itself offline: the failure is what makes data look old.
      queries: { retry, retryDelay, refetchOnWindowFocus: true, networkMode: "always" },
      mutations: { retry: false, networkMode: "always" },
    },
  });
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={createAppRouter(queryClient)} />
      </QueryClientProvider>
    </StrictMode>,
  );
};
