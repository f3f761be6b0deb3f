import type { WorkspaceState } from "@cogrion/domain";
import { isWorkspaceId, workspaceStates } from "@cogrion/domain";
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  redirect,
} from "@tanstack/react-router";
import { askOtherTabs } from "../session/sessions.ts";
import { statusOf } from "../session/index.ts";
import { regionOf } from "../site.ts";
import { Problem } from "../ui/problem.tsx";
import { accountsQuery, meQuery } from "./context.tsx";
import { NotFound } from "./not-found.tsx";
import { RegionLayout } from "./region-layout.tsx";

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({ notFoundComponent: NotFound });

const text = (given: unknown): string | undefined => (typeof given === "string" && given !== "" ? given : undefined);

const regionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "$region",
  validateSearch: (search: Record<string, unknown>): { account?: string } => {
    const account = text(search["account"]);
    return account === undefined ? {} : { account };
  },
  beforeLoad: async ({ params, context }) => {
    const region = regionOf(params.region);
    if (region === undefined) throw notFound();
    if (statusOf(region.id) === "none" && (await askOtherTabs(region.id)) === undefined) {
      // Another region's session begins where every session does: at the start of the page.
      location.reload();
      await new Promise(() => undefined);
    }
    const [me, accounts] = await Promise.all([
      context.queryClient.ensureQueryData(meQuery(region)),
      context.queryClient.ensureQueryData(accountsQuery(region)),
    ]);
    return { region, me, accounts };
  },
  component: RegionLayout,
  errorComponent: ({ error }) => (
    <main className="page-alone">
      <Problem error={error} onRetry={() => location.reload()} />
    </main>
  ),
  notFoundComponent: NotFound,
});

const regionIndexRoute = createRoute({
  getParentRoute: () => regionRoute,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/$region/workspaces", params, replace: true });
  },
});

export type WorkspacesSearch = { q?: string; state?: WorkspaceState; cursor?: string };

const workspacesRoute = createRoute({
  getParentRoute: () => regionRoute,
  path: "workspaces",
  validateSearch: (search: Record<string, unknown>): WorkspacesSearch => {
    const [q, cursor] = [text(search["q"]), text(search["cursor"])];
    const state = workspaceStates.find((each) => each === search["state"]);
    return {
      ...(q === undefined ? {} : { q: q.slice(0, 34) }),
      ...(state === undefined ? {} : { state }),
      ...(cursor === undefined ? {} : { cursor }),
    };
  },
  component: lazyRouteComponent(() => import("../features/workspaces/list-page.tsx"), "WorkspacesPage"),
});

const newRoute = createRoute({
  getParentRoute: () => regionRoute,
  path: "new",
  component: lazyRouteComponent(() => import("../features/workspaces/create-page.tsx"), "CreateWorkspacePage"),
});

const peopleRoute = createRoute({
  getParentRoute: () => regionRoute,
  path: "people",
  component: lazyRouteComponent(() => import("../features/people/people-page.tsx"), "PeoplePage"),
});

export type AuditSearch = { action?: string; outcome?: string; cursor?: string };

const auditRoute = createRoute({
  getParentRoute: () => regionRoute,
  path: "audit",
  validateSearch: (search: Record<string, unknown>): AuditSearch =>
    Object.fromEntries(
      ["action", "outcome", "cursor"].flatMap((name) => {
        const given = text(search[name]);
        return given === undefined ? [] : [[name, given]];
      }),
    ),
  component: lazyRouteComponent(() => import("../features/audit/audit-page.tsx"), "AuditPage"),
});

const settingsRoute = createRoute({
  getParentRoute: () => regionRoute,
  path: "settings",
  component: lazyRouteComponent(() => import("../features/settings/settings-page.tsx"), "SettingsPage"),
});

const workspaceTabs = ["overview", "resources", "tokens", "activity", "settings"] as const;

const workspaceRoute = createRoute({
  getParentRoute: () => regionRoute,
  path: "$workspace",
  beforeLoad: ({ params }) => {
    if (!isWorkspaceId(params.workspace)) throw notFound();
  },
  component: lazyRouteComponent(() => import("../features/workspaces/workspace-page.tsx"), "WorkspacePage"),
});

const workspaceTabRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "$tab",
  beforeLoad: ({ params }) => {
    if (!workspaceTabs.some((tab) => tab === params.tab)) throw notFound();
  },
});

const routeTree = rootRoute.addChildren([
  regionRoute.addChildren([
    regionIndexRoute,
    workspacesRoute,
    newRoute,
    peopleRoute,
    auditRoute,
    settingsRoute,
    workspaceRoute.addChildren([workspaceTabRoute]),
  ]),
]);

export const createAppRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: ({ error }) => <Problem error={error} onRetry={() => location.reload()} />,
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
