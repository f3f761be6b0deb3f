import { readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ListHostedZonesCommand, GetHostedZoneCommand } from "@aws-sdk/client-route-53";
import { z } from "zod";
import type { AwsAnswer } from "../answers.ts";
import type { AwsCall } from "../call.ts";
import { cogrionAccountId } from "../credentials.ts";
import type { Moto } from "../moto.ts";
import { recordsOf } from "./route53.ts";

/** ACM names the validation record a moment after the request. */
const recordDelayMilliseconds = 700;

const certificateState = z.object({
  requestedAt: z.number(),
  visibleAt: z.number().optional(),
  issuedAt: z.number().optional(),
  failure: z.string().optional(),
});
const stateSchema = z.record(z.string(), certificateState);
type CertificateState = z.infer<typeof certificateState>;

type CertificateJson = {
  CertificateArn: string;
  DomainName: string;
  Status?: string;
  FailureReason?: string;
  DomainValidationOptions?: { ValidationStatus?: string; ResourceRecord?: { Name: string; Value: string } }[];
};

const bare = (name: string | undefined): string => (name ?? "").replace(/\.$/, "").toLowerCase();

export type AcmRules = {
  /** Puts the true state into moto's answer. */
  amend(call: AwsCall, answer: AwsAnswer, accountId: string): Promise<AwsAnswer>;
  /** For tests: the next look finds this failure. */
  fail(reason: string): void;
  neverValidate(isOn: boolean): void;
};

/** A certificate is issued only when its record can be found from the root: the client's zone holds it, and the parent zone delegates to that zone. */
export const createAcmRules = (moto: Moto, options: { dataFolder: string; issueDelaySeconds: number }): AcmRules => {
  const file = join(options.dataFolder, "certificates.json");
  let states: Record<string, CertificateState> = {};
  try {
    states = stateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    // The first start.
  }
  let nextFailure: string | undefined;
  let isNeverValidating = false;

  let saving = Promise.resolve();
  const save = (): Promise<void> => {
    saving = saving.then(async () => {
      await writeFile(`${file}.partial`, JSON.stringify(states));
      await rename(`${file}.partial`, file);
    });
    return saving;
  };

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
    certificate.Status =
      state.failure !== undefined ? "FAILED" : state.issuedAt === undefined ? "PENDING_VALIDATION" : "ISSUED";
    if (state.failure !== undefined) certificate.FailureReason = state.failure;
    for (const option of certificate.DomainValidationOptions ?? []) {
      option.ValidationStatus =
        state.failure !== undefined ? "FAILED" : state.issuedAt === undefined ? "PENDING_VALIDATION" : "SUCCESS";
      if (Date.now() - state.requestedAt < recordDelayMilliseconds) delete option.ResourceRecord;
    }
  };

  return {
    async amend(call, answer, accountId) {
      if (answer.status !== 200) return answer;
      if (call.action === "RequestCertificate") {
        const { CertificateArn } = JSON.parse(answer.body.toString()) as CertificateJson;
        states[CertificateArn] ??= { requestedAt: Date.now() };
        await save();
        return answer;
      }
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

const isRecordVisible = async (moto: Moto, accountId: string, certificate: CertificateJson): Promise<boolean> => {
  const wanted = certificate.DomainValidationOptions?.find((option) => option.ResourceRecord)?.ResourceRecord;
  if (wanted === undefined) return false;
  const zoneName = bare(certificate.DomainName).replace(/^\*\./, "");
  const { route53 } = await moto.clientsOf(accountId);
  const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}));
  for (const zone of HostedZones.filter((each) => bare(each.Name) === zoneName)) {
    const records = await recordsOf(moto, accountId, zone.Id ?? "");
    const isThere = records.some(
      (record) =>
        record.Type === "CNAME" &&
        bare(record.Name) === bare(wanted.Name) &&
        record.ResourceRecords?.some(({ Value }) => bare(Value) === bare(wanted.Value)) === true,
    );
    const { DelegationSet } = await route53.send(new GetHostedZoneCommand({ Id: zone.Id }));
    if (isThere && (await isDelegated(moto, zoneName, DelegationSet?.NameServers ?? []))) return true;
  }
  return false;
};

const isDelegated = async (moto: Moto, zoneName: string, nameServers: readonly string[]): Promise<boolean> => {
  const { route53 } = await moto.clientsOf(cogrionAccountId);
  const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}));
  for (const parent of HostedZones.filter((zone) => zoneName.endsWith(`.${bare(zone.Name)}`))) {
    const records = await recordsOf(moto, cogrionAccountId, parent.Id ?? "");
    const delegation = records.find((record) => record.Type === "NS" && bare(record.Name) === zoneName);
    const seen = (delegation?.ResourceRecords ?? []).map(({ Value }) => bare(Value));
    if (seen.length > 0 && nameServers.every((name) => seen.includes(bare(name)))) return true;
  }
  return false;
};
