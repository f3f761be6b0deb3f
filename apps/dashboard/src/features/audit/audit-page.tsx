import type { SuccessOf } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import { auditOutcomes } from "@cogrion/domain";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { refusalOf, useScope } from "../../app/context.tsx";
import { PageHeader } from "../../app/page-header.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { apiOf } from "../../data/api.ts";
import { Empty } from "../../ui/empty.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Problem } from "../../ui/problem.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import type { Word } from "../../ui/state-words.ts";
import { Cell, Row, Table } from "../../ui/table.tsx";
import { Moment } from "../../ui/time.tsx";
import styles from "./audit-page.module.css";

const route = getRouteApi("/$region/audit");

type AuditEvent = SuccessOf<typeof routes.listAudit>["items"][number];

const outcomes: Record<AuditEvent["outcome"], Word> = {
  succeeded: { shape: "done", tone: "ok", text: "Succeeded" },
  refused: { shape: "failed", tone: "bad", text: "Refused" },
};

const AuditRow = ({ event }: { event: AuditEvent }) => {
  const { me } = useScope();
  return (
    <Row>
      <Cell isNarrow sub={`number ${event.sequence}`}>
        <Moment at={event.at} />
      </Cell>
      <Cell>
        <code>{event.action}</code>
        {event.details === null ? null : (
          <details className={styles["details"]}>
            <summary>Details</summary>
            <pre tabIndex={0} role="group" aria-label={`Details of event ${event.sequence}`}>
              <bdi>{JSON.stringify(event.details, undefined, 2)}</bdi>
            </pre>
          </details>
        )}
      </Cell>
      <Cell sub={event.target.kind.replaceAll("_", " ")}>
        <code>
          <bdi>{event.target.id}</bdi>
        </code>
      </Cell>
      <Cell sub={event.source_ip}>{event.actor.id === me.uid ? "You" : <code>{event.actor.id}</code>}</Cell>
      <Cell>
        <StateWord word={outcomes[event.outcome]} />
      </Cell>
    </Row>
  );
};

export const AuditPage = () => {
  const { region, account, me } = useScope();
  const accountId = account?.id ?? "";
  const search = route.useSearch();
  const navigate = useNavigate({ from: "/$region/audit" });
  const refusal = refusalOf(me, accountId, "audit.read");
  const outcome = auditOutcomes.find((each) => each === search.outcome);
  const action = /^[a-z_]{1,50}\.[a-z_]{1,50}$/.test(search.action ?? "") ? search.action : undefined;
  const query = { outcome, action, cursor: search.cursor, limit: 50 };
  const events = useQuery({
    queryKey: ["audit", region.id, accountId, query],
    queryFn: () => apiOf(region).call(routes.listAudit, { params: { account_id: accountId }, query }),
    enabled: refusal === undefined,
    placeholderData: keepPreviousData,
  });
  const filter = (name: "action" | "outcome", value: string): void =>
    void navigate({
      replace: true,
      search: (all) => ({ ...all, cursor: undefined, [name]: value === "" ? undefined : value }),
    });
  const next = events.data?.next_cursor ?? undefined;
  const items = events.data?.items ?? [];
  return (
    <>
      <PageHeader title="Audit">
        {actionHint("listAudit", region, [], { account: accountId, action, outcome }, { account_id: accountId })}
      </PageHeader>
      {refusal === undefined ? null : <Empty title="The audit log is not shown to you" why={refusal} />}
      {refusal === undefined ? (
        <search className={styles["filters"]}>
          <TextField
            label="Action"
            isMono
            placeholder="workspace.created"
            defaultValue={search.action}
            onChange={(event) => filter("action", event.target.value.trim())}
          />
          <SelectField
            label="Outcome"
            value={outcome ?? ""}
            onChange={(event) => filter("outcome", event.target.value)}
            options={[
              { value: "", text: "Any outcome" },
              ...auditOutcomes.map((each) => ({ value: each, text: outcomes[each].text })),
            ]}
          />
        </search>
      ) : null}
      {events.isLoading ? <Loading what="the audit log" /> : null}
      {events.isError ? <Problem error={events.error} onRetry={() => void events.refetch()} /> : null}
      {events.data !== undefined && items.length === 0 ? (
        <Empty title="No event matches" why="Each change of this account and of its workspaces is an event." />
      ) : null}
      {items.length === 0 ? null : (
        <Table label="Audit events" columns={["When", "Action", "On", "By", "Outcome"]}>
          {items.map((event) => (
            <AuditRow key={event.sequence} event={event} />
          ))}
        </Table>
      )}
      {next === undefined ? null : (
        <nav aria-label="Pages of the log">
          <Link to="." search={(all) => ({ ...all, cursor: next })}>
            Older events
          </Link>
        </nav>
      )}
      {refusal === undefined
        ? actionHint(
            "exportAudit",
            region,
            [],
            { account: accountId, output: "audit.ndjson" },
            { account_id: accountId },
          )
        : null}
    </>
  );
};
