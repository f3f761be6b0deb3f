import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SupportAccess, SupportAccessState, SupportAccessTransition } from "./support-access.ts";
import {
  decideSupportAccess,
  nextSupportAccessState,
  supportAccessAnswerSeconds,
  supportAccessAt,
  supportAccessDurationSeconds,
  supportAccessStates,
  supportAccessTable,
  supportAccessTransitions,
} from "./support-access.ts";

const begin = new Date("2026-03-01T12:00:00Z");
const after = (seconds: number, from = begin): Date => new Date(from.getTime() + seconds * 1000);

const requested = (durationSeconds = 3600): SupportAccess => ({
  id: "access",
  accountId: "account",
  staff: { uid: "staff", email: "sam@cogrion.com" },
  role: "viewer",
  reason: "Ticket 4711",
  durationSeconds,
  state: "requested",
  requestedAt: begin,
  decided: undefined,
  expiresAt: undefined,
  ended: undefined,
});

describe("the table", () => {
  it("is complete: every state handles every transition with a state or a rejection", () => {
    expect(Object.keys(supportAccessTable).sort()).toEqual([...supportAccessStates].sort());
    for (const state of supportAccessStates) {
      expect(Object.keys(supportAccessTable[state]).sort()).toEqual([...supportAccessTransitions].sort());
      for (const transition of supportAccessTransitions) {
        const to = supportAccessTable[state][transition];
        if (to !== undefined) expect(supportAccessStates).toContain(nextSupportAccessState(state, transition));
        else
          expect(() => nextSupportAccessState(state, transition)).toThrowError(
            expect.objectContaining({ code: "support_access_state_conflict", meta: { state, transition } }),
          );
      }
    }
  });

  it("gives access by one way alone: the approval of a request", () => {
    const ways = supportAccessStates.flatMap((state) =>
      supportAccessTransitions
        .filter((transition) => state !== "approved" && supportAccessTable[state][transition] === "approved")
        .map((transition) => `${transition} ${state}`),
    );
    expect(ways).toEqual(["approve requested"]);
  });

  it("lets nothing lead out of what is over", () => {
    for (const state of ["refused", "withdrawn", "lapsed", "expired", "ended"] as const)
      for (const transition of supportAccessTransitions)
        expect([undefined, state]).toContain(supportAccessTable[state][transition]);
  });

  it("lets a decision be repeated without changing anything", () => {
    for (const state of supportAccessStates)
      for (const transition of supportAccessTransitions) {
        const to = supportAccessTable[state][transition];
        if (to !== undefined) expect(supportAccessTable[to][transition]).toBe(to);
      }
  });
});

describe("the clock", () => {
  it("closes a request without a decision after a day, to the millisecond", () => {
    const end = after(supportAccessAnswerSeconds);
    expect(supportAccessAt(requested(), new Date(end.getTime() - 1)).state).toBe("requested");
    expect(supportAccessAt(requested(), end).state).toBe("lapsed");
    expect(() => decideSupportAccess(requested(), "approve", { at: end, by: "owner" })).toThrowError(
      expect.objectContaining({ code: "support_access_state_conflict" }),
    );
  });

  it("closes access when its time is over, counted from the approval", () => {
    const approved = decideSupportAccess(requested(600), "approve", { at: after(7200), by: "owner" });
    expect(approved).toMatchObject({ state: "approved", expiresAt: after(7800), decided: { by: "owner" } });
    expect(supportAccessAt(approved, new Date(after(7800).getTime() - 1)).state).toBe("approved");
    expect(supportAccessAt(approved, after(7800)).state).toBe("expired");
    expect(() => decideSupportAccess(approved, "end", { at: after(7800), by: "owner" })).toThrowError();
  });

  it("does not lengthen access that is approved again", () => {
    const approved = decideSupportAccess(requested(600), "approve", { at: after(0), by: "owner" });
    expect(decideSupportAccess(approved, "approve", { at: after(300), by: "another" })).toEqual(approved);
  });
});

/** The history, recorded without the table. */
type Model = {
  now: Date;
  answer: { kind: "approve" | "refuse" | "withdraw"; at: Date } | undefined;
  endedAt: Date | undefined;
};
type Machine = { access: SupportAccess };
const duration = 3600;

const isUndecided = ({ answer, now }: Model): boolean =>
  answer === undefined && now < after(supportAccessAnswerSeconds);
const isLive = ({ answer, endedAt, now }: Model): boolean =>
  answer?.kind === "approve" && endedAt === undefined && now < after(duration, answer.at);

const stateOf = (model: Model): SupportAccessState => {
  if (model.endedAt !== undefined) return "ended";
  if (model.answer === undefined) return isUndecided(model) ? "requested" : "lapsed";
  if (model.answer.kind === "approve") return isLive(model) ? "approved" : "expired";
  return model.answer.kind === "refuse" ? "refused" : "withdrawn";
};

const accepts: Record<Exclude<SupportAccessTransition, "lapse" | "expire">, (model: Model) => boolean> = {
  approve: (model) => isUndecided(model) || isLive(model),
  refuse: (model) => isUndecided(model) || model.answer?.kind === "refuse",
  withdraw: (model) => isUndecided(model) || model.answer?.kind === "withdraw",
  end: (model) => isLive(model) || model.endedAt !== undefined,
};

class Decide implements fc.Command<Model, Machine> {
  readonly kind: keyof typeof accepts;
  constructor(kind: keyof typeof accepts) {
    this.kind = kind;
  }
  check = (): boolean => true;
  run(model: Model, machine: Machine): void {
    const decide = () => decideSupportAccess(machine.access, this.kind, { at: model.now, by: "owner" });
    if (!accepts[this.kind](model)) {
      expect(decide).toThrowError(expect.objectContaining({ code: "support_access_state_conflict" }));
      return;
    }
    machine.access = decide();
    if (this.kind === "end") model.endedAt ??= model.now;
    else model.answer ??= { kind: this.kind, at: model.now };
    expect(machine.access.state).toBe(stateOf(model));
  }
  toString = (): string => this.kind;
}

class Wait implements fc.Command<Model, Machine> {
  readonly seconds: number;
  constructor(seconds: number) {
    this.seconds = seconds;
  }
  check = (): boolean => true;
  run(model: Model, machine: Machine): void {
    model.now = after(this.seconds, model.now);
    expect(supportAccessAt(machine.access, model.now).state).toBe(stateOf(model));
  }
  toString = (): string => `wait ${this.seconds} s`;
}

it("agrees with a model of what people and the clock do to it, in whatever order", () => {
  const commands = [
    ...(Object.keys(accepts) as (keyof typeof accepts)[]).map((kind) => fc.constant(new Decide(kind))),
    fc.oneof(fc.integer({ min: 0, max: duration }), fc.integer({ min: 0, max: 86_400 })).map((s) => new Wait(s)),
  ];
  fc.assert(
    fc.property(fc.commands(commands, { maxCommands: 20 }), (run) => {
      fc.modelRun(
        () => ({
          model: { now: begin, answer: undefined, endedAt: undefined },
          real: { access: requested(duration) },
        }),
        run,
      );
    }),
    { numRuns: 1000 },
  );
});

it("never lasts longer than eight hours, by the bounds of its duration", () => {
  expect(supportAccessDurationSeconds).toEqual({ min: 300, max: 28_800 });
});
