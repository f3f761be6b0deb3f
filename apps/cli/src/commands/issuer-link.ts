import type { issuerLink } from "@cogrion/contract";
import { requestIssuerLinkBody, routes } from "@cogrion/contract";
import type { RegionId } from "@cogrion/domain";
import type { Command } from "commander";
import type { z } from "zod";
import { parseApiUrl } from "../client/api-url.ts";
import type { ApiOptions } from "../client/connection.ts";
import { connect, sessionTokenOf, withApiOptions } from "../client/connection.ts";
import { readIssuerLinkCode } from "../client/mailed-secret.ts";
import { UsageError } from "../failure.ts";
import { cogrion } from "../invocation.ts";
import { factsOf, tableOf } from "../render/text.ts";
import { parseAccountId, parseUuid } from "./arguments.ts";
import { withExamples } from "./help.ts";

type IssuerLink = z.infer<typeof issuerLink>;
type OfAccount = ApiOptions & { account?: string };

export const register = (program: Command): void => {
  const links = program
    .command("issuer-link")
    .summary("let another region's sign-in act as you in this region, and end that");

  withExamples(
    withApiOptions(
      links
        .command("request")
        .summary("have a code mailed to you, signed in at this region")
        .argument("<region>", "the region whose sign-in to link, such as frankfurt-1", parseRegion),
    ).action(request),
    "issuer-link request frankfurt-1",
  );

  withExamples(
    withApiOptions(
      links
        .command("confirm")
        .summary("link it with the mailed code, signed in at both regions; asks for the code")
        .requiredOption("--other-api-url <origin>", "the other region's API, where you are signed in too", parseApiUrl),
    ).action(confirm),
    "issuer-link confirm --other-api-url https://cplane.frankfurt-1.cogrion.com",
  );

  withApiOptions(
    links
      .command("list")
      .summary("list your links in this region; with --account, those of its members")
      .option("--account <id>", "the account concerned", parseAccountId),
  ).action(list);

  withApiOptions(
    links
      .command("unlink")
      .summary("end a link immediately; with --account, a member's (owners and admins)")
      .argument("<id>", "the link's id", parseUuid)
      .option("--account <id>", "the account concerned", parseAccountId),
  ).action(unlink);
};

const parseRegion = (text: string): RegionId => {
  const parsed = requestIssuerLinkBody.safeParse({ region: text });
  if (!parsed.success) throw new UsageError(`"${text}" is not a region id, such as frankfurt-1.`);
  return parsed.data.region;
};

const request = async (region: RegionId, options: ApiOptions): Promise<void> => {
  const api = await connect(options);
  const link = await api.call(routes.requestIssuerLink, { body: { region } });
  print(link, options);
  if (options.json !== true)
    console.log(
      `\nA code is on its way to ${link.email}. Sign in at ${region} too, then: ${cogrion} issuer-link confirm --other-api-url <its API>`,
    );
};

const confirm = async (options: ApiOptions & { otherApiUrl: string }): Promise<void> => {
  const api = await connect(options);
  // Checked before the prompt for the code, which is useless without this session.
  await sessionTokenOf(options.otherApiUrl);
  const code = await readIssuerLinkCode();
  const body = { code, access_token: await sessionTokenOf(options.otherApiUrl) };
  print(await api.call(routes.confirmIssuerLink, { body }), options);
};

const list = async (options: OfAccount): Promise<void> => {
  const api = await connect(options);
  const { account, json } = options;
  const links =
    account === undefined
      ? await api.call(routes.listOwnIssuerLinks, {})
      : await api.call(routes.listIssuerLinks, { params: { account_id: account } });
  const rows = links.items.map((each) => [each.id, each.email, each.region, each.status, each.expires_at]);
  const text = rows.length === 0 ? "Nothing is linked." : tableOf(["id", "who", "region", "status", "until"], rows);
  console.log(json === true ? JSON.stringify(links) : text);
};

const unlink = async (id: string, options: OfAccount): Promise<void> => {
  const api = await connect(options);
  const { account } = options;
  await (account === undefined
    ? api.call(routes.unlinkOwnIssuer, { params: { issuer_link_id: id } })
    : api.call(routes.unlinkIssuer, { params: { account_id: account, issuer_link_id: id } }));
  console.log(options.json === true ? "{}" : "Unlinked.");
};

const print = (link: IssuerLink, { json }: ApiOptions): void => {
  const { id, email, region, status, issuer, subject, expires_at: until } = link;
  const facts = { id, who: email, region, status, issuer: issuer ?? undefined, subject: subject ?? undefined, until };
  console.log(json === true ? JSON.stringify(link) : factsOf(facts));
};
