import type { IssuerLinkStatus } from "@cogrion/domain";

/** The tables of migration 0022. */
export type IssuerLinkTables = {
  issuer_links: {
    id: string;
    principal_uid: string;
    email: string;
    region: string;
    status: IssuerLinkStatus;
    issuer: string | null;
    subject: string | null;
    requested_at: Date;
    linked_at: Date | null;
    expires_at: Date;
    unlinked_at: Date | null;
    unlinked_by: string | null;
  };
  issuer_link_codes: { code_hash: string; issuer_link_id: string };
};
