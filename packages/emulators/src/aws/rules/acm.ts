import { join } from "node:path";
import { GetHostedZoneCommand } from "@aws-sdk/client-route-53";
import type { HostedZone } from "@aws-sdk/client-route-53";
import { z } from "zod";
import type { AwsAnswer } from "../answers.ts";
import { errorResponse } from "../answers.ts";
import type { AwsCall } from "../call.ts";
import { cogrionAccountId } from "../credentials.ts";
import type { Moto } from "../moto.ts";
import { allZonesOf, bareName } from "../records.ts";
import { openStateFile } from "../state-file.ts";
import { recordsOf } from "./route53.ts";

/** ACM returns the validation record a moment after the request. */
const recordDelayMilliseconds = 700;

const certificateState = z.object({
  requestedAt: z.number(),
  visibleAt: z.number().optional(),
  issuedAt: z.number().optional(),
  failure: z.string().optional(),
});
const stateSchema = z.record(z.string(), certificateState);
type CertificateState = z.infer<typeof certificateState>;

/** The state in which ACM gives up after 72 hours: a separate status, not a reason of FAILED. */
const timedOut = "VALIDATION_TIMED_OUT";

const statusOf = ({ failure, issuedAt }: CertificateState): string => {
  if (failure !== undefined) return failure === timedOut ? timedOut : "FAILED";
  return issuedAt === undefined ? "PENDING_VALIDATION" : "ISSUED";
};

type CertificateJson = {
  CertificateArn: string;
  DomainName: string;
  Status?: string;
  IssuedAt?: number;
  FailureReason?: string;
  DomainValidationOptions?: { ValidationStatus?: string; ResourceRecord?: { Name: string; Value: string } }[];
};

/**
 * RequestCertificate: "The first domain name you enter cannot exceed 64 octets, including periods."
 */
const firstNameOctets = 64;

export type AcmRules = {
  /** What moto accepts, or answers with an HTML error page. */
  refuse(call: Pick<AwsCall, "action" | "json">): AwsAnswer | undefined;
  /** Writes the real state into moto's response. */
  amend(call: AwsCall, answer: AwsAnswer, accountId: string): Promise<AwsAnswer>;
  /** For tests: the next check finds this failure. */
  fail(reason: string): void;
  neverValidate(isOn: boolean): void;
};

/**
 * A certificate is issued only when its record resolves from the root: the client's zone has it,
 * and the parent zone delegates to that zone.
 */
export const createAcmRules = (moto: Moto, options: { dataFolder: string; issueDelaySeconds: number }): AcmRules => {
  const { state: states, save } = openStateFile(join(options.dataFolder, "certificates.json"), stateSchema, {});
  let nextFailure: string | undefined;
  let isNeverValidating = false;

  const advance = async (state: CertificateState, certificate: CertificateJson, accountId: string): Promise<void> => {
    if (state.issuedAt !== undefined || state.failure !== undefined) return;
    if (nextFailure !== undefined) {
      state.failure = nextFailure;
      nextFailure = undefined;
    } else if (isNeverValidating) {
      return;
    } else if (state.visibleAt === undefined) {
      if (await isRecordVisible(moto, accountId, certificate)) state.visibleAt = Date.now();
    }
    if (state.visibleAt !== undefined && Date.now() - state.visibleAt >= options.issueDelaySeconds * 1000) {
      state.issuedAt = Date.now();
    }
    await save();
  };

  const amendCertificate = async (certificate: CertificateJson, accountId: string): Promise<void> => {
    const state = (states[certificate.CertificateArn] ??= { requestedAt: Date.now() });
    await advance(state, certificate, accountId);
    certificate.Status = statusOf(state);
    if (certificate.Status !== "ISSUED") delete certificate.IssuedAt;
    if (state.failure !== undefined && state.failure !== timedOut) certificate.FailureReason = state.failure;
    for (const option of certificate.DomainValidationOptions ?? []) {
      option.ValidationStatus =
        state.failure !== undefined ? "FAILED" : state.issuedAt === undefined ? "PENDING_VALIDATION" : "SUCCESS";
      if (Date.now() - state.requestedAt < recordDelayMilliseconds) delete option.ResourceRecord;
    }
  };

  const amendList = (answer: AwsAnswer): AwsAnswer => {
    const body = JSON.parse(answer.body.toString()) as { CertificateSummaryList: CertificateJson[] };
    for (const summary of body.CertificateSummaryList) {
      summary.Status = statusOf(states[summary.CertificateArn] ?? { requestedAt: 0 });
    }
    return { ...answer, body: JSON.stringify(body) };
  };

  return {
    refuse({ action, json }) {
      if (action !== "RequestCertificate" || String(json["DomainName"]).length <= firstNameOctets) return undefined;
      const message = `The first domain name can be no longer than ${firstNameOctets} characters.`;
      return errorResponse("acm", "InvalidParameterException", message, 400);
    },
    async amend(call, answer, accountId) {
      if (answer.status !== 200) return answer;
      if (call.action === "RequestCertificate") {
        const { CertificateArn } = JSON.parse(answer.body.toString()) as CertificateJson;
        states[CertificateArn] ??= { requestedAt: Date.now() };
        await save();
        return answer;
      }
      if (call.action === "ListCertificates") return amendList(answer);
      if (call.action !== "DescribeCertificate") return answer;
      const body = JSON.parse(answer.body.toString()) as { Certificate: CertificateJson };
      await amendCertificate(body.Certificate, accountId);
      return { ...answer, body: JSON.stringify(body) };
    },
    fail(reason) {
      nextFailure = reason;
    },
    neverValidate(isOn) {
      isNeverValidating = isOn;
    },
  };
};

type ValidationRecord = { Name: string; Value: string };

/**
 * Every domain of the certificate needs a record that resolves; a name and its wildcard share one.
 */
const isRecordVisible = async (moto: Moto, accountId: string, certificate: CertificateJson): Promise<boolean> => {
  const wanted = new Map<string, ValidationRecord>();
  for (const { ResourceRecord } of certificate.DomainValidationOptions ?? []) {
    if (ResourceRecord === undefined) return false;
    wanted.set(ResourceRecord.Name, ResourceRecord);
  }
  const found = await Promise.all([...wanted.values()].map((record) => isResolvable(moto, accountId, record)));
  return found.length > 0 && found.every(Boolean);
};

const isResolvable = async (moto: Moto, accountId: string, wanted: ValidationRecord): Promise<boolean> => {
  const { route53 } = await moto.clientsOf(accountId);
  for (const zone of zonesAbove(wanted.Name, await allZonesOf(route53))) {
    const records = await recordsOf(moto, accountId, zone.Id ?? "");
    const isThere = records.some(
      (record) =>
        record.Type === "CNAME" &&
        bareName(record.Name) === bareName(wanted.Name) &&
        record.ResourceRecords?.some(({ Value }) => bareName(Value) === bareName(wanted.Value)) === true,
    );
    if (!isThere) continue;
    const { DelegationSet } = await route53.send(new GetHostedZoneCommand({ Id: zone.Id }));
    if (await isDelegated(moto, bareName(zone.Name), DelegationSet?.NameServers ?? [])) return true;
  }
  return false;
};

const zonesAbove = (name: string, zones: readonly HostedZone[]): HostedZone[] =>
  zones.filter((zone) => bareName(name).endsWith(`.${bareName(zone.Name)}`));

const isDelegated = async (moto: Moto, zoneName: string, nameServers: readonly string[]): Promise<boolean> => {
  const { route53 } = await moto.clientsOf(cogrionAccountId);
  const wanted = nameServers.map(bareName).toSorted().join(" ");
  for (const parent of zonesAbove(zoneName, await allZonesOf(route53))) {
    const records = await recordsOf(moto, cogrionAccountId, parent.Id ?? "");
    const delegation = records.find((record) => record.Type === "NS" && bareName(record.Name) === zoneName);
    const seen = (delegation?.ResourceRecords ?? []).map(({ Value }) => bareName(Value));
    if (seen.toSorted().join(" ") === wanted) return true;
  }
  return false;
};
