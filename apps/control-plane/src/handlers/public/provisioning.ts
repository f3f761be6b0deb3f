import { getPreflight } from "@cogrion/services/provisioning/get-preflight";
import { getReceipt } from "@cogrion/services/provisioning/get-receipt";
import { listLedger } from "@cogrion/services/provisioning/list-ledger";
import { listSteps } from "@cogrion/services/provisioning/list-steps";
import { getDrift } from "@cogrion/services/reconciliation/get-drift";
import { getOnboardingTemplate } from "@cogrion/services/onboarding/template";
import { listEvents } from "@cogrion/services/workspaces/list-events";
import { streamEvents } from "@cogrion/services/workspaces/stream-events";
import {
  presentDrift,
  presentEvent,
  presentLedgerEntry,
  presentPreflight,
  presentReceipt,
  presentStep,
} from "../../views/provisioning.ts";
import type { HandlerDeps, PublicHandlers } from "./deps.ts";

type Provisioning = Pick<
  PublicHandlers,
  "getDrift" | "getPreflight" | "getOnboardingTemplate" | "listSteps" | "streamEvents" | "listLedger" | "getReceipt"
>;

export const createProvisioningHandlers = (deps: HandlerDeps): Provisioning => ({
  async getDrift({ caller, params }) {
    return { status: 200, body: presentDrift(await getDrift(deps, caller, params.workspace_id)) };
  },

  async getPreflight({ caller, params }) {
    return { status: 200, body: presentPreflight(await getPreflight(deps, caller, params.workspace_id)) };
  },

  async getOnboardingTemplate({ caller, params }) {
    const template = await getOnboardingTemplate({ ...deps, ...deps.onboarding }, caller, params.workspace_id);
    return {
      status: 200,
      body: {
        role_name: template.roleName,
        external_id: template.externalId,
        trusted_principal_arn: template.trustedPrincipalArn,
        trust_policy: template.trustPolicy,
        permissions_policy: template.permissionsPolicy,
        cloudformation: template.cloudFormation,
        quick_create_url: template.quickCreateUrl ?? null,
        terraform: template.terraform,
      },
    };
  },

  async listSteps({ caller, params }) {
    const steps = await listSteps(deps, caller, params.workspace_id);
    return { status: 200, body: { items: steps.map(presentStep) } };
  },

  async streamEvents({ caller, params, headers }, { acceptsEventStream }) {
    const input = { id: params.workspace_id, after: Number(headers["last-event-id"] ?? 0) };
    if (acceptsEventStream) return { stream: (signal) => streamEvents(deps, caller, { ...input, signal }) };
    const events = await listEvents(deps, caller, input);
    return { status: 200, body: { items: events.map(presentEvent) } };
  },

  async listLedger({ caller, params }) {
    const entries = await listLedger(deps, caller, params.workspace_id);
    return { status: 200, body: { items: entries.map(presentLedgerEntry) } };
  },

  async getReceipt({ caller, params }) {
    return { status: 200, body: presentReceipt(await getReceipt(deps, caller, params.workspace_id)) };
  },
});
