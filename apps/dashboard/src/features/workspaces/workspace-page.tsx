import type { WorkspaceId } from "@cogrion/domain";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useParams } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useScope } from "../../app/context.tsx";
import { PageHeader } from "../../app/page-header.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { useFollowedWorkspace } from "../../data/follow-workspace.ts";
import { workspaceQueries } from "../../data/workspace-queries.ts";
import { announce } from "../../ui/announce.ts";
import { Loading } from "../../ui/loading.tsx";
import { Problem } from "../../ui/problem.tsx";
import { WorkspaceState } from "../../ui/state-word.tsx";
import { healthWords, stateWords } from "../../ui/state-words.ts";
import { WorkspaceName } from "../../ui/workspace-name.tsx";
import { Activity } from "./activity.tsx";
import { Overview } from "./overview.tsx";
import { Resources } from "./resources.tsx";
import { Tokens } from "./tokens.tsx";
import styles from "./workspace-page.module.css";
import { WorkspaceSettings } from "./workspace-settings.tsx";

const route = getRouteApi("/$region/$workspace");

const tabs = [
  { id: "overview", text: "Overview" },
  { id: "resources", text: "Resources" },
  { id: "tokens", text: "Tokens" },
  { id: "activity", text: "Activity" },
  { id: "settings", text: "Settings" },
] as const;

const Tabs = ({ id, tab }: { id: WorkspaceId; tab: string }) => {
  const { region } = useScope();
  return (
    <nav className={styles["tabs"]} aria-label={`Parts of ${id}`}>
      <ul>
        {tabs.map((each) => (
          <li key={each.id}>
            <Link
              to={each.id === "overview" ? "/$region/$workspace" : "/$region/$workspace/$tab"}
              params={{ region: region.id, workspace: id, tab: each.id }}
              search={(all) => all}
              className={styles["tab"]}
              aria-current={each.id === tab ? "page" : undefined}
            >
              {each.text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
};

/** Says a change of state once, in the words that the page shows. */
const useAnnounced = (id: string, word: string | undefined): void => {
  const before = useRef<string>(undefined);
  useEffect(() => {
    if (before.current !== undefined && word !== undefined && before.current !== word) announce(`${id}: ${word}`);
    before.current = word;
  }, [id, word]);
};

export const WorkspacePage = () => {
  const { region } = useScope();
  const { workspace: id } = route.useParams() as { workspace: WorkspaceId };
  const { tab = "overview" } = useParams({ strict: false });
  const queries = workspaceQueries(region, id);
  const read = useQuery(queries.workspace);
  const events = useQuery(queries.events);
  useFollowedWorkspace(region, id, events.isSuccess);
  const workspace = read.data?.workspace;
  const word =
    workspace === undefined
      ? undefined
      : (workspace.health === null ? stateWords[workspace.state] : healthWords[workspace.health]).text;
  useAnnounced(id, word);
  return (
    <>
      <PageHeader
        title={word === undefined ? id : `${id}, ${word}`}
        heading={<WorkspaceName id={id} domain={region.domain} />}
        aside={workspace === undefined ? null : <WorkspaceState state={workspace.state} health={workspace.health} />}
      >
        {actionHint("watchWorkspace", region, [id], {}, { workspace_id: id })}
      </PageHeader>
      <Tabs id={id} tab={tab} />
      {read.isError && workspace === undefined ? (
        <Problem error={read.error} onRetry={() => void read.refetch()} />
      ) : null}
      {read.isPending ? <Loading what={id} lines={9} onRetry={() => void read.refetch()} /> : null}
      {workspace === undefined ? null : (
        <>
          {tab === "overview" ? <Overview workspace={workspace} version={read.data?.version} /> : null}
          {tab === "resources" ? <Resources workspace={workspace} /> : null}
          {tab === "tokens" ? <Tokens workspace={workspace} /> : null}
          {tab === "activity" ? <Activity workspace={workspace} events={events.data ?? []} /> : null}
          {tab === "settings" ? <WorkspaceSettings workspace={workspace} version={read.data?.version} /> : null}
        </>
      )}
    </>
  );
};
