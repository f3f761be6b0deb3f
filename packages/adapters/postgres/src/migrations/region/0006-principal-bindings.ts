import type { Kysely } from "kysely";
import { sql } from "kysely";

/**
 * This region's copy of the primary's bindings, so that this region also rejects a changed subject.
 */
export const principalBindings = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table principal_bindings (
        issuer text not null,
        email text not null,
        subject text not null,
        principal_uid uuid not null,
        created_at timestamptz(3) not null default now(),
        primary key (issuer, email),
        constraint principal_bindings_issuer_subject_key unique (issuer, subject)
      )`.execute(db);
  },
};
