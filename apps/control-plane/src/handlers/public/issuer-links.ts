import { confirmIssuerLink } from "@cogrion/services/issuer-links/confirm";
import { listIssuerLinksOfAccount, listOwnIssuerLinks } from "@cogrion/services/issuer-links/list";
import { requestIssuerLink } from "@cogrion/services/issuer-links/request";
import { unlinkIssuerOfMember, unlinkOwnIssuer } from "@cogrion/services/issuer-links/unlink";
import { presentIssuerLink } from "../../views/issuer-links.ts";
import type { HandlerDeps, PublicHandlers } from "./deps.ts";

type IssuerLinks = Pick<
  PublicHandlers,
  | "requestIssuerLink"
  | "confirmIssuerLink"
  | "listOwnIssuerLinks"
  | "unlinkOwnIssuer"
  | "listIssuerLinks"
  | "unlinkIssuer"
>;

export const createIssuerLinkHandlers = (deps: HandlerDeps): IssuerLinks => ({
  async requestIssuerLink({ caller, body: { region } }) {
    return { status: 202, body: presentIssuerLink(await requestIssuerLink(deps, caller, { region })) };
  },

  async confirmIssuerLink({ caller, body: { code, access_token: token } }) {
    return { status: 200, body: presentIssuerLink(await confirmIssuerLink(deps, caller, { code, token })) };
  },

  async listOwnIssuerLinks({ caller }) {
    return { status: 200, body: { items: (await listOwnIssuerLinks(deps, caller)).map(presentIssuerLink) } };
  },

  async unlinkOwnIssuer({ caller, params }) {
    await unlinkOwnIssuer(deps, caller, { id: params.issuer_link_id });
    return { status: 204 };
  },

  async listIssuerLinks({ caller, params }) {
    const links = await listIssuerLinksOfAccount(deps, caller, params.account_id);
    return { status: 200, body: { items: links.map(presentIssuerLink) } };
  },

  async unlinkIssuer({ caller, params }) {
    await unlinkIssuerOfMember(deps, caller, { accountId: params.account_id, id: params.issuer_link_id });
    return { status: 204 };
  },
});
