import type { routes as allRoutes, supportAccess } from "@cogrion/contract";
import { requestSupportAccessBody, routes } from "@cogrion/contract";
import { supportRoles } from "@cogrion/domain";
import type { SupportRole } from "@cogrion/domain";
import type { Command } from "commander";
import { Option } from "commander";
import type { z } from "zod";
import type { ApiOptions } from "../client/connection.ts";
import { connect, withApiOptions } from "../client/connection.ts";
import type { PageOptions } from "../client/pages.ts";
import { printPage, withPageOptions } from "../client/pages.ts";
import { UsageError } from "../failure.ts";
import { factsOf } from "../render/text.ts";
import { parseUuid } from "./arguments.ts";
import { withExamples } from "./help.ts";

type SupportAccess = z.infer<typeof supportAccess>;
type RequestOptions = ApiOptions & { account: string; role: SupportRole; minutes: string; reason: string };

const accountOption = ["--account <id>", "the account concerned", parseUuid] as const;

export const register = (program: Command): void => {
  const support = program
    .command("support-access")
    .summary("request, approve and end access of Cogrion's staff to an account");

  const requesting = withApiOptions(
    support
      .command("request")
      .summary("request access from the account's owners (Cogrion's staff)")
      .requiredOption(...accountOption)
      .addOption(new Option("--role <role>", "the role to request").choices(supportRoles).makeOptionMandatory())
      .requiredOption("--minutes <number>", "duration from the approval, 5 to 480")
      .requiredOption("--reason <text>", "the reason; the customer reads it"),
  ).action(request);
  withExamples(
    requesting,
    'support-access request --account ID --role viewer --minutes 60 --reason "Ticket 4711: w-acme does not validate"',
  );

  withApiOptions(
    withPageOptions(
      support
        .command("list")
        .summary("list an account's requests, including past ones; without --account, your own (Cogrion's staff)")
        .option(...accountOption),
    ),
  ).action(list);

  const deciding = (name: string, summary: string, route: Decision): void => {
    withApiOptions(
      support
        .command(name)
        .summary(summary)
        .argument("<id>", "the request's id", parseUuid)
        .requiredOption(...accountOption),
    ).action(async (id: string, options: ApiOptions & { account: string }) => {
      const api = await connect(options);
      const params = { account_id: options.account, support_access_id: id };
      print(await api.call(route, { params }), options);
    });
  };
  deciding("approve", "approve a request for its duration (owners)", routes.approveSupportAccess);
  deciding("refuse", "refuse a request (owners)", routes.refuseSupportAccess);
  deciding("end", "end access early (owners, and the staff member who has it)", routes.endSupportAccess);
  deciding("withdraw", "withdraw your own request (Cogrion's staff)", routes.withdrawSupportAccess);
};

type Decision = (typeof allRoutes)[
  | "approveSupportAccess"
  | "refuseSupportAccess"
  | "endSupportAccess"
  | "withdrawSupportAccess"];

const request = async (options: RequestOptions): Promise<void> => {
  const { account, role, minutes, reason } = options;
  const body = requestSupportAccessBody.safeParse({ role, reason, duration_seconds: Number(minutes) * 60 });
  if (!body.success) {
    throw new UsageError("--minutes is a number from 5 to 480; --reason is one line of 1 to 500 characters.");
  }
  const api = await connect(options);
  print(await api.call(routes.requestSupportAccess, { params: { account_id: account }, body: body.data }), options);
};

const list = async (options: ApiOptions & PageOptions & { account?: string }): Promise<void> => {
  const api = await connect(options);
  const { account, limit, cursor } = options;
  const query = { limit, cursor };
  const page =
    account === undefined
      ? await api.call(routes.listOwnSupportAccess, { query })
      : await api.call(routes.listSupportAccess, { params: { account_id: account }, query });
  printPage(page, {
    json: options.json,
    head: ["id", "account", "who", "role", "state", "until", "reason"],
    row: (each) => [
      each.id,
      each.account_id,
      each.staff.email,
      each.role,
      each.state,
      each.expires_at ?? (each.state === "requested" ? `answer by ${each.answer_by}` : ""),
      each.reason,
    ],
    empty: "Nothing found.",
  });
};

const print = (access: SupportAccess, { json }: ApiOptions): void => {
  const { id, account_id: account, staff, role, state, reason, expires_at: until, answer_by: answerBy } = access;
  const facts = {
    id,
    account,
    who: staff.email,
    role,
    state,
    until,
    "answer by": state === "requested" ? answerBy : undefined,
    reason,
  };
  console.log(json === true ? JSON.stringify(access) : factsOf(facts));
};
