import type { Account } from "../../ledger/accounts.ts"
import { accountOf } from "../../ledger/accounts.ts"
import type { Micros } from "../../ledger/money.ts"
import type { Transaction } from "../../ledger/transaction.ts"
import { WORK_RULES, type WorkRules } from "../../rules.ts"

/** The rules with some of a topic in another way. */
function withRules<Topic extends keyof WorkRules>(topic: Topic, wrong: Partial<WorkRules[Topic]>): WorkRules {
  return { ...WORK_RULES, [topic]: { ...WORK_RULES[topic], ...wrong } }
}

const { appeals, clock, decisions, ledger, pay } = WORK_RULES

/** A transaction that nobody asked whether it may be. */
function unchecked(
  about: Omit<Transaction, "entries">,
  moves: Parameters<typeof ledger.makeTransaction>[1],
): Transaction | null {
  const changes = new Map<Account, Micros>()
  for (const { from, to, amountMicros } of moves) {
    changes.set(from, (changes.get(from) ?? 0) - amountMicros)
    changes.set(to, (changes.get(to) ?? 0) + amountMicros)
  }
  const entries = Array.from(changes, ([account, amountMicros]) => ({ account, amountMicros }))
  const moved = entries.filter(({ amountMicros }) => amountMicros !== 0)
  return moved.length > 0 ? { ...about, entries: moved } : null
}

/** Rules that somebody could have written instead, each wrong in one thing. A checker that was never seen to fail is not known to work. */
export const WRONG_RULES: Readonly<Record<string, WorkRules>> = {
  "the bonus of an answer is released with its session": withRules("pay", {
    heldMicros: (held, nowMs) => (held.isSessionClosed && held.case ? 0 : pay.heldMicros(held, nowMs)),
  }),
  "a price set from the median is all that is paid": withRules("pay", {
    payDue: (session) => pay.payDue({ ...session, isClosed: false }),
  }),
  "a rejection takes back what was paid": {
    ...withRules("pay", {
      verdictMoves(about, before, after) {
        const right = pay.verdictMoves(about, before, after)
        const [from, to] = [accountOf("worker_payable", about.authorId), accountOf("project_free", about.projectId)]
        const taken = { from, to, amountMicros: about.terms.priceMicros }
        return after.status === "rejected" ? { ...right, bonus: [taken] } : right
      },
    }),
    ledger: { ...ledger, makeTransaction: unchecked, findShort: () => [] },
  },
  "one person rejects": withRules("decisions", {
    whyNotJudge(state, attempt, facts) {
      const refusal = decisions.whyNotJudge(state, attempt, facts)
      return refusal === "same_person" ? null : refusal
    },
  }),
  "silence rejects": withRules("decisions", {
    listDue: (state, nowMs) =>
      decisions
        .listDue(state, nowMs)
        .map((due) => (due.act.kind === "disagree" ? { ...due, act: { kind: "concur" } } : due)),
    stepCase: (state, judgement) =>
      decisions.stepCase(
        state,
        judgement.act.kind === "concur" ? { ...judgement, by: { kind: "person", id: 0 } } : judgement,
      ),
  }),
  "a batch that comes twice counts twice": withRules("clock", {
    creditTime(state, inputs) {
      const credit = clock.creditTime(state, inputs)
      const again = inputs.batches.filter(({ seq }) => !credit.taken.some((batch) => batch.seq === seq))
      const seconds = again.reduce((sum, batch) => sum + batch.seconds.length, 0)
      return { ...credit, creditedMs: credit.creditedMs + seconds * 1_000 }
    },
  }),
  "the order of late batches matters": withRules("clock", {
    creditTime: (state, inputs) =>
      clock.creditTime(state, {
        ...inputs,
        batches: inputs.batches.map(({ tab, seq, monotonicMs, seconds }) => ({ tab, seq, monotonicMs, seconds })),
      }),
  }),
  "an owner is the second person": withRules("decisions", {
    whyNotJudge(state, attempt, facts) {
      const refusal = decisions.whyNotJudge(state, attempt, facts)
      return refusal === "owner_is_second" && attempt.act.kind === "concur" ? null : refusal
    },
  }),
  "evidence is believed": withRules("decisions", {
    whyNotJudge: (state, attempt, facts) =>
      decisions.whyNotJudge(state, attempt, {
        ...facts,
        answer: {
          ...facts.answer,
          measure: (name, partId, referenceId) => {
            const act = attempt.act.kind === "propose" ? attempt.act.evidence : []
            const stated = act.find((one) => one.type === "metric" && one.name === name)
            return stated?.type === "metric" ? stated.value : facts.answer.measure(name, partId, referenceId)
          },
        },
      }),
  }),
  "an appeal is decided by the one who rejected": withRules("appeals", {
    drawAdjudicator: (_eligible, dice) =>
      appeals.drawAdjudicator(
        [{ id: 12, organisation: null, isQualified: true, isAway: false, isService: false }],
        dice,
      ),
  }),
  "an appeal that nobody answers is lost": withRules("decisions", {
    listDue: (state, nowMs) =>
      decisions
        .listDue(state, nowMs)
        .map((due) => (due.act.kind === "unanswered" ? { ...due, act: { kind: "leave" }, atMs: due.atMs } : due)),
    stepCase: (state, judgement) =>
      state.status === "appealed" && judgement.act.kind === "leave"
        ? { ...state, status: "stands" }
        : decisions.stepCase(state, judgement),
  }),
  "somebody of the buyer's own agrees where an outsider must": withRules("decisions", {
    whyNotJudge(state, attempt, facts) {
      const refusal = decisions.whyNotJudge(state, attempt, facts)
      return refusal === "not_outside" ? null : refusal
    },
  }),
  "a sibling is forgotten": withRules("appeals", {
    listSiblings: (overturned, others, nowMs) => appeals.listSiblings(overturned, others, nowMs).slice(1),
  }),
  "an opinion can be rejected": withRules("decisions", {
    whyNotJudge: (state, attempt, facts) => decisions.whyNotJudge(state, attempt, { ...facts, isJudgeable: true }),
  }),
  "a clause of today is held against an answer of yesterday": withRules("decisions", {
    whyNotJudge: (state, attempt, facts) =>
      decisions.whyNotJudge(state, attempt, { ...facts, clauses: new Set(["1.1", "1.2", "2.1"]) }),
  }),
  "what is owed is rounded down": withRules("pay", {
    payDue: (session) =>
      pay.payDue({
        ...session,
        assignments: session.assignments.map((one) => ({ ...one, paidSeconds: Math.max(0, one.paidSeconds - 1) })),
      }),
  }),
  "work is leased without money": {
    ...withRules("pay", {
      planReserve: (funds, id, terms, quoted) => pay.planReserve({ ...funds, freeMicros: 1e15 }, id, terms, quoted),
    }),
    ledger: { ...ledger, findShort: () => [] },
  },
  "a new person's work is not bounded": withRules("pay", { exposedCap: (capSeconds) => capSeconds }),
  "what a bank cannot transfer is dropped": withRules("pay", {
    takeOut(personId, balanceMicros, currency) {
      const payout = pay.takeOut(personId, balanceMicros, currency)
      return payout && { ...payout, remainderMicros: 0 }
    },
  }),
  "the fund for learning pays for answers": withRules("pay", {
    planLearning(session, fundMicros, learnedMicros) {
      const assignments = session.assignments.map((one) => ({ ...one, isLearning: true }))
      return pay.planLearning({ ...session, assignments }, fundMicros, learnedMicros)
    },
  }),
  "what learning cost is not taken out of its fund": withRules("pay", { planLearning: () => [] }),
  "what people gave for learning goes to the buyer": withRules("pay", {
    planPutBack: (fund) => pay.planPutBack({ ...fund, donatedMicros: 0 }),
  }),
  "a key can say something else later": withRules("ledger", { isSame: () => true }),
  "a changed amount is not looked for": withRules("ledger", { findBrokenSeal: () => null }),
}
