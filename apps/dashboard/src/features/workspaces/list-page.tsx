import { routes } from "@cogrion/contract";
import type { WorkspaceState as State } from "@cogrion/domain";
import { workspaceStates } from "@cogrion/domain";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { refusalOf, useScope } from "../../app/context.tsx";
import { PageHeader } from "../../app/page-header.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { apiOf } from "../../data/api.ts";
import { pollMilliseconds, usePolledFreshness } from "../../data/use-polled-freshness.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Problem } from "../../ui/problem.tsx";
import { WorkspaceState } from "../../ui/state-word.tsx";
import { stateWords } from "../../ui/state-words.ts";
import { Cell, Row, Table } from "../../ui/table.tsx";
import { Ago } from "../../ui/time.tsx";
import { WorkspaceName } from "../../ui/workspace-name.tsx";
import styles from "./list-page.module.css";

const route = getRouteApi("/$region/workspaces");
const rowsOnPage = 50;
/** What the API can look for. */
const searchable = /^[a-z0-9-]{2,34}$/;

const useWorkspaces = () => {
  const { region, account } = useScope();
  const { q, state, cursor } = route.useSearch();
  const search = q !== undefined && searchable.test(q) ? q : undefined;
  const query = { account_id: account?.id, state, search, cursor, limit: rowsOnPage };
  return useQuery({
    queryKey: ["workspaces", region.id, query],
    queryFn: ({ signal }) => apiOf(region).call(routes.listWorkspaces, { query, signal }),
    refetchInterval: pollMilliseconds,
    placeholderData: keepPreviousData,
  });
};

const Filters = () => {
  const { q = "", state } = route.useSearch();
  const navigate = useNavigate({ from: "/$region/workspaces" });
  const [typed, setTyped] = useState(q);
  useEffect(() => setTyped(q), [q]);
  const apply = (next: { q?: string; state?: State }): void =>
    void navigate({
      replace: true,
      search: ({ account }) => ({ ...(account === undefined ? {} : { account }), ...next }),
    });
  const type = (text: string): void => {
    setTyped(text);
    const wanted = text.trim().toLowerCase();
    if (wanted === "" || searchable.test(wanted))
      apply({ ...(wanted === "" ? {} : { q: wanted }), ...(state === undefined ? {} : { state }) });
  };
  return (
    <search className={styles["filters"]}>
      <TextField
        label="Search"
        type="search"
        placeholder="Beginning of a name"
        value={typed}
        onChange={(event) => type(event.target.value)}
        error={
          typed === "" || searchable.test(typed.trim().toLowerCase()) ? undefined : "Two or more of a–z, 0–9 and hyphen"
        }
      />
      <SelectField
        label="State"
        value={state ?? ""}
        onChange={(event) => {
          const chosen = workspaceStates.find((each) => each === event.target.value);
          apply({ ...(q === "" ? {} : { q }), ...(chosen === undefined ? {} : { state: chosen }) });
        }}
        options={[
          { value: "", text: "Any state" },
          ...workspaceStates.map((each) => ({ value: each, text: stateWords[each].text })),
        ]}
      />
    </search>
  );
};

const CreateLink = () => {
  const { region, me, account } = useScope();
  const refusal = account === undefined ? undefined : refusalOf(me, account.id, "workspace.create");
  const navigate = useNavigate();
  return (
    <Button
      look="primary"
      disabledReason={refusal}
      onClick={() =>
        void navigate({
          to: "/$region/new",
          params: { region: region.id },
          search: account === undefined ? {} : { account: account.id },
        })
      }
    >
      Create workspace
    </Button>
  );
};

export const WorkspacesPage = () => {
  const { region, account } = useScope();
  const search = route.useSearch();
  const { q, state, cursor } = search;
  const found = useWorkspaces();
  usePolledFreshness(found);
  const items = found.data?.items ?? [];
  const next = found.data?.next_cursor ?? undefined;
  const isFiltered = q !== undefined || state !== undefined;
  return (
    <>
      <PageHeader title="Workspaces" aside={<CreateLink />}>
        {actionHint("listWorkspaces", region, [], { account: account?.id, state, search: q })}
      </PageHeader>
      <Filters />
      {found.isError && found.data === undefined ? (
        <Problem error={found.error} onRetry={() => void found.refetch()} />
      ) : null}
      {found.isPending ? <Loading what="your workspaces" onRetry={() => void found.refetch()} /> : null}
      {found.data !== undefined && items.length === 0 ? (
        isFiltered ? (
          <Empty title="No workspace matches" why="The search looks at the beginning of a name and of each word in it.">
            <Link
              to="/$region/workspaces"
              params={{ region: region.id }}
              search={account === undefined ? {} : { account: account.id }}
            >
              Clear the filters
            </Link>
          </Empty>
        ) : (
          <Empty
            title="No workspace yet"
            why="A workspace lives in an AWS account of yours, under a DNS zone that is delegated to it. You need the account's 12-digit number, and a few minutes."
          />
        )
      ) : null}
      {items.length === 0 ? null : (
        <Table label="Workspaces" columns={["Name", "State", "AWS account", "Changed"]}>
          {items.map((workspace) => (
            <Row key={workspace.id}>
              <Cell sub={workspace.delegated_zone}>
                <Link
                  to="/$region/$workspace"
                  params={{ region: region.id, workspace: workspace.id }}
                  search={account === undefined ? {} : { account: account.id }}
                >
                  <WorkspaceName id={workspace.id} />
                </Link>
              </Cell>
              <Cell sub={workspace.hint === null ? null : <bdi>{workspace.hint.summary}</bdi>}>
                <WorkspaceState state={workspace.state} health={workspace.health} />
              </Cell>
              <Cell label="AWS" isNarrow>
                <code>{workspace.aws.account_id}</code>
              </Cell>
              <Cell label="Changed" isNarrow>
                <Ago at={workspace.updated_at} />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      <nav className={styles["pages"]} aria-label="Pages of the list">
        {cursor === undefined ? null : (
          <Link to="." search={(all) => ({ ...all, cursor: undefined })}>
            First page
          </Link>
        )}
        {next === undefined ? null : (
          <Link to="." search={(all) => ({ ...all, cursor: next })}>
            Next page
          </Link>
        )}
      </nav>
    </>
  );
};
