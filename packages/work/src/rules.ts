import { drawAdjudicator, listEligible, showBlind } from "./appeals/adjudicators.ts"
import { findConsequence, SUSPENDED_MS } from "./appeals/consequences.ts"
import { computeAppealFigures } from "./appeals/figures.ts"
import { ombudUntilMs, reopenForOmbud, restrictionUntilMs, whyNotOmbud } from "./appeals/ombud.ts"
import { answerTargetMs, listToAssign } from "./appeals/queue.ts"
import { findRepairs, WON_APPEAL_SECONDS } from "./appeals/repairs.ts"
import { listSiblings, reopen } from "./appeals/siblings.ts"
import { creditTime } from "./clock/activeTime.ts"
import { capSeconds } from "./clock/cap.ts"
import { decideClaim, grantedOf } from "./clock/claims.ts"
import { creditBreak, creditGuideline, creditReading } from "./clock/unleased.ts"
import { listDue } from "./decisions/deadlines.ts"
import { beginCase, projectCase, stepCase } from "./decisions/machine.ts"
import { countOutcomes, showAuthor } from "./decisions/outcomes.ts"
import { whyNotJudge } from "./decisions/refusal.ts"
import { auditBalances, auditNext, beginAudit, hashEntries } from "./ledger/audit.ts"
import { splitExactly } from "./ledger/money.ts"
import { findBrokenSeal, sealTransactions } from "./ledger/seal.ts"
import { findShort, isSame, makeTransaction } from "./ledger/transaction.ts"
import { findFileFaults, readIban, writeBankFile, writePayoutTable } from "./pay/bankFile.ts"
import { forecastBudget } from "./pay/budget.ts"
import { earnedMicros, payDue } from "./pay/dues.ts"
import { exposedCap, measureExposure } from "./pay/exposure.ts"
import { effectiveFloor, findFloor, findFloorGap, whyNotAdd } from "./pay/floor.ts"
import { heldMicros, keptMicros, mayComeLate, waitOfBonus } from "./pay/holds.ts"
import { hourlyMicros } from "./pay/hourly.ts"
import { depositMoves, planLearning, planPutBack } from "./pay/learning.ts"
import { whyNotCurrency, whyNotMode } from "./pay/modes.ts"
import { priceFromMs, quote } from "./pay/quote.ts"
import { openingMicros, planReserve, spareMicros } from "./pay/reserve.ts"
import { isToClose, whyOver } from "./pay/session.ts"
import { makeStatement } from "./pay/statement.ts"
import { putBack, stepPayout, takeOut } from "./pay/takeOut.ts"
import { accrualMicros, bonusOf, leastMicros, reserveMicros, timeMicros } from "./pay/terms.ts"
import { appealReserveMicros, planLateBonus, verdictMoves } from "./pay/verdicts.ts"

/**
 * The rules of work as one value: what time counts, what is owed and from where, what may be decided and what silence makes of it. Whoever
 * tries them against random histories takes them from here, and whoever wants to know whether a wrong rule would be noticed puts it
 * in the place of the right one.
 */
export const WORK_RULES = {
  clock: { capSeconds, creditBreak, creditGuideline, creditReading, creditTime, decideClaim, grantedOf },
  decisions: { beginCase, countOutcomes, listDue, projectCase, showAuthor, stepCase, whyNotJudge },
  appeals: {
    answerTargetMs,
    computeAppealFigures,
    drawAdjudicator,
    findConsequence,
    findRepairs,
    listEligible,
    listSiblings,
    listToAssign,
    ombudUntilMs,
    reopen,
    reopenForOmbud,
    restrictionUntilMs,
    showBlind,
    suspendedMs: SUSPENDED_MS,
    whyNotOmbud,
    wonSeconds: WON_APPEAL_SECONDS,
  },
  ledger: {
    auditBalances,
    auditNext,
    beginAudit,
    findBrokenSeal,
    findShort,
    hashEntries,
    isSame,
    makeTransaction,
    sealTransactions,
    splitExactly,
  },
  pay: {
    accrualMicros,
    appealReserveMicros,
    bonusOf,
    depositMoves,
    earnedMicros,
    effectiveFloor,
    exposedCap,
    findFileFaults,
    findFloor,
    findFloorGap,
    forecastBudget,
    heldMicros,
    hourlyMicros,
    isToClose,
    keptMicros,
    leastMicros,
    makeStatement,
    mayComeLate,
    measureExposure,
    openingMicros,
    payDue,
    planLateBonus,
    planLearning,
    planPutBack,
    planReserve,
    priceFromMs,
    putBack,
    quote,
    readIban,
    reserveMicros,
    spareMicros,
    stepPayout,
    takeOut,
    timeMicros,
    verdictMoves,
    waitOfBonus,
    whyNotAdd,
    whyNotCurrency,
    whyNotMode,
    whyOver,
    writeBankFile,
    writePayoutTable,
  },
} as const

/** Rules that somebody works by; a wrong one has the same shape. */
export type WorkRules = { readonly [Topic in keyof typeof WORK_RULES]: Readonly<(typeof WORK_RULES)[Topic]> }
