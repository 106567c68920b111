import { z } from "zod"
import { ProjectSlug } from "../ids.ts"
import { ComingPrice } from "../pay/coming.ts"
import { Currency, PayMode } from "../pay/money.ts"
import { Weekday } from "../pay/payoutDay.ts"
import { Micros } from "../pay/settings.ts"
import { storableText } from "../text.ts"
import { Day, Millis } from "./common.ts"

/** The most that is recorded at once: a thousand million of a currency. */
const MOST_DEPOSIT_MICROS = 1e15

/**
 * Money that the operator has received for a project, or given back: `depositId` is made by the caller, so that sending it twice is
 * one deposit. `proof` names what shows it: a bank's reference, a receipt.
 */
export const Deposit = z.strictObject({
  project: ProjectSlug,
  depositId: z.uuid(),
  amountMicros: Micros.positive().max(MOST_DEPOSIT_MICROS),
  proof: storableText(200).min(1),
})
/** What a deposit or its return gave: what is free in the project afterwards. */
export const Deposited = z.strictObject({ currency: Currency, freeMicros: Micros })

/** Money that is free in a project and is set apart for learning; `moveId` is made by the caller, so that sending it twice is one move. */
export const LearningMove = z.strictObject({ project: ProjectSlug, moveId: z.uuid(), amountMicros: Micros.positive() })

/** One movement as the operator reads it: account names are `kind:owner`. */
const LedgerMovement = z.strictObject({
  number: z.int(),
  atMs: Millis,
  kind: z.string(),
  currency: Currency,
  project: ProjectSlug.nullable(),
  /** What it is about: `session:7`, `deposit:3`. */
  ref: z.string(),
  entries: z.array(z.strictObject({ account: z.string(), amountMicros: Micros })),
})

/** The ledger as the operator sees it: what lies on accounts of each kind, and the last movements. Amounts of a currency add up to nought. */
export const LedgerShown = z.strictObject({
  sums: z.array(
    z.strictObject({ currency: Currency, kind: z.string(), accounts: z.int().nonnegative(), balanceMicros: Micros }),
  ),
  movements: z.int().nonnegative(),
  last: z.array(LedgerMovement),
})
export type LedgerShown = z.infer<typeof LedgerShown>

/** Whether the whole ledger is as it was stored; `first` is the movement or account at which it is not. */
export const LedgerChecked = z.strictObject({
  ok: z.boolean(),
  movements: z.int().nonnegative(),
  entries: z.int().nonnegative(),
  problems: z.int().nonnegative(),
  first: z.strictObject({ what: z.string(), at: z.string() }).nullable(),
  checkedAtMs: Millis,
})
export type LedgerChecked = z.infer<typeof LedgerChecked>

const Place = z.string().regex(/^(\*|[A-Z]{2}(-[A-Z0-9]{1,8})?)$/)

/** A row of the floor table: a place is a country or a part of one (`FR`, `TN`), or `*` for everywhere. Rows are only ever followed. */
export const FloorAdd = z.strictObject({
  place: Place,
  currency: Currency,
  microsPerHour: Micros.positive(),
  fromDay: Day,
  untilDay: Day.nullable(),
  source: storableText(400).min(1),
})
/** The floor table, and the places whose floor ends with nothing that follows. */
export const FloorsShown = z.strictObject({
  rows: z.array(z.strictObject({ ...FloorAdd.shape, number: z.int(), addedAtMs: Millis })),
  gaps: z.array(z.strictObject({ place: z.string(), currency: Currency, day: Day })),
})
export type FloorsShown = z.infer<typeof FloorsShown>

/** Where somebody works and where their money goes; shown to themselves, and to operators who pay it out. */
export const Payee = z.strictObject({
  place: Place,
  name: storableText(140).min(1),
  account: storableText(64).min(1),
})
/** Where the caller works and their money goes; null while they have not said. */
export const PayeeShown = z.strictObject({ payee: Payee.nullable() })

const PayoutStateWord = z.enum(["requested", "sent", "confirmed", "failed"])

/** What somebody took out, as they see it: the account by its last four signs. */
const MyPayout = z.strictObject({
  payout: z.int().positive(),
  currency: Currency,
  amountMicros: Micros,
  state: PayoutStateWord,
  accountEnd: z.string(),
  /** Whether a file was made of it: one that was not can be called back. */
  wasSent: z.boolean(),
  askedAtMs: Millis,
  changedAtMs: Millis,
})
/**
 * What is somebody's to take out, by currency: `transferMicros` can be transferred, `remainderMicros` is less than a minor unit and
 * stays; and what is not theirs yet: bonuses that nobody decided about, those that a rejection holds, and what is added when an open session is closed.
 */
export const MyBalance = z.strictObject({
  balances: z.array(
    z.strictObject({
      currency: Currency,
      payableMicros: Micros,
      transferMicros: Micros,
      remainderMicros: Micros,
      bonusUndecidedMicros: Micros,
      /** Answers whose bonus that is. */
      answersUndecided: z.int(),
      /** Held by rejections that do not stand yet. */
      bonusHeldMicros: Micros,
      addedAtCloseMicros: Micros,
      owedMicros: Micros,
    }),
  ),
  payouts: z.array(MyPayout),
  /** The day on which the next file of payouts is promised. */
  payoutDay: Day,
})
export type MyBalance = z.infer<typeof MyBalance>
/** Takes everything out that can be transferred in a currency. */
export const TakeOut = z.strictObject({ currency: Currency })
/** The payout that was made of a balance, and the rest of it that is too small to transfer. */
export const TakenOut = z.strictObject({ payout: z.int().positive(), amountMicros: Micros, remainderMicros: Micros })
/** Which of the payouts that are listed somebody acts on. */
export const PayoutOnly = z.strictObject({ payout: z.int().positive() })

/** A stretch of time, `untilMs` not in it. */
export const Stretch = z.strictObject({ fromMs: Millis, untilMs: Millis })
const StatementSums = z.strictObject({
  openingMicros: Micros,
  sentMicros: Micros,
  addedMicros: Micros,
  bonusMicros: Micros,
  appealsMicros: Micros,
  reviewMicros: Micros,
  takenOutMicros: Micros,
  cameBackMicros: Micros,
  givenMicros: Micros,
  closingMicros: Micros,
})
/** Facts from the ledger, not a payslip: sums and lines of each currency, the last movement among them, and the same as a CSV. */
export const StatementShown = z.strictObject({
  statements: z.array(
    z.strictObject({
      currency: Currency,
      ...StatementSums.shape,
      lines: z.array(
        z.strictObject({
          number: z.int(),
          atMs: Millis,
          kind: z.string(),
          project: z.string().nullable(),
          ref: z.string(),
          amountMicros: Micros,
        }),
      ),
    }),
  ),
  lastMovement: z.int().nullable(),
  csv: z.string(),
})
export type StatementShown = z.infer<typeof StatementShown>

/** Work sessions of the caller with what they paid: what was sent and what was added to reach the floor are two things. */
export const MySessions = z.strictObject({
  sessions: z.array(
    z.strictObject({
      session: z.int(),
      project: ProjectSlug,
      projectName: z.string(),
      openedAtMs: Millis,
      closedAtMs: Millis.nullable(),
      activeSeconds: z.int(),
      unleasedSeconds: z.int(),
      /** What of these was mentoring, which is paid a quarter above the floor. */
      mentoringSeconds: z.int(),
      currency: Currency,
      floorMicrosPerHour: Micros,
      pieces: z.array(z.strictObject({ priceMicros: Micros, count: z.int() })),
      sentMicros: Micros,
      addedMicros: Micros,
      bonusMicros: Micros,
      owedMicros: Micros,
    }),
  ),
  /** What came in the same time for appeals that were won, by currency. */
  appeals: z.array(z.strictObject({ currency: Currency, micros: Micros })),
})
export type MySessions = z.infer<typeof MySessions>

const BankAccount = z.strictObject({ name: storableText(140).min(1), iban: storableText(64).min(1) })
/** Makes a file of payouts that were asked for: a bank's (pain.001, euros), a table, or none (`hand`, with its proof). */
export const PayoutFileMake = z.strictObject({
  kind: z.enum(["bank", "csv", "hand"]),
  payouts: z.array(z.int().positive()).min(1).max(10_000),
  /** Who pays; asked for by a bank's file. */
  from: BankAccount.nullable(),
  payDay: Day,
  proof: storableText(200),
})
/** A file of payouts with its text; empty for those that were paid by hand. */
export const PayoutFileShown = z.strictObject({ file: z.int(), name: z.string(), body: z.string() })
/** Which of the files that were made is fetched again. */
export const PayoutFileOnly = z.strictObject({ file: z.int().positive() })
/** Says of a payout that was sent that it arrived or came back, with what shows it. */
export const PayoutStep = z.strictObject({
  payout: z.int().positive(),
  event: z.enum(["confirm", "fail"]),
  proof: storableText(200),
})
/** How far money that was taken out has come since the act. */
export const PayoutStatus = z.strictObject({ payout: z.int(), state: PayoutStateWord })
/** What waits to be paid out, what is on its way, and the files so far. */
export const PayoutsShown = z.strictObject({
  payouts: z.array(
    z.strictObject({
      payout: z.int(),
      person: z.string(),
      name: z.string(),
      accountEnd: z.string(),
      currency: Currency,
      amountMicros: Micros,
      state: PayoutStateWord,
      file: z.int().nullable(),
      proof: z.string().nullable(),
      askedAtMs: Millis,
      changedAtMs: Millis,
    }),
  ),
  files: z.array(
    z.strictObject({
      file: z.int(),
      kind: z.string(),
      currency: Currency,
      payouts: z.int(),
      amountMicros: Micros,
      madeAtMs: Millis,
      arrived: z.int(),
      cameBack: z.int(),
    }),
  ),
})
export type PayoutsShown = z.infer<typeof PayoutsShown>

const QuoteShown = z.strictObject({
  basis: z.enum(["own", "measured"]),
  medianSeconds: z.number(),
  meanSeconds: z.number(),
  upperSeconds: z.number(),
  priceMicros: Micros.nullable(),
  bonusMicros: Micros,
  quotedMicros: Micros,
})
/**
 * What an owner reads of a project's money; nothing about any one person. `mode` alone where nobody is paid by it. `ownSeconds` are
 * the owner's own items, of which five make a quote; `exposure` counts people by how much of their work may be undecided.
 */
export const Budget = z.strictObject({
  mode: PayMode,
  fixed: z.boolean(),
  money: z
    .strictObject({
      currency: Currency,
      floorMicrosPerHour: Micros,
      freeMicros: Micros,
      reservedMicros: Micros,
      paidMicros: Micros,
      /**
       * The fund for learning: its share of each deposit in percent, null while nobody chose one; what lies there, what learning cost so
       * far, and what of all that came was given by people.
       */
      learning: z.strictObject({
        percent: z.int().nullable(),
        fundMicros: Micros,
        spentMicros: Micros,
        donatedMicros: Micros,
      }),
      ownSeconds: z.array(z.number()),
      quote: QuoteShown.nullable(),
      price: z
        .strictObject({ priceMicros: Micros.nullable(), bonusMicros: Micros, fromMs: Millis, capSeconds: z.int() })
        .nullable(),
      coming: ComingPrice.nullable(),
      answersLeft: z.int(),
      expectedMicros: Micros.nullable(),
      quotedMicros: Micros.nullable(),
      /** People who may work at once, and what must be there for them: then nobody is refused. */
      people: z.int(),
      atOnceMicros: Micros.nullable(),
      /** What has to be put in for that, its share for learning among it. */
      missingMicros: Micros.nullable(),
      lastsDays: z.int().nullable(),
      isRunningOut: z.boolean(),
      unfunded: z.strictObject({ sinceMs: Millis, asked: z.int() }).nullable(),
      undecidedMicros: Micros,
      /** Money that came in, and (below nought) went back, the latest first. */
      deposits: z.array(z.strictObject({ atMs: Millis, amountMicros: Micros, proof: z.string() })),
      exposure: z.array(z.strictObject({ mostSeconds: z.number().nullable(), people: z.int() })),
    })
    .nullable(),
})
export type Budget = z.infer<typeof Budget>

/** Of which project, on a calendar that is so far ahead of UTC. */
export const SpendingInput = z.strictObject({ project: ProjectSlug, utcOffsetMinutes: z.int().min(-900).max(900) })
/**
 * What a project paid people, on the days on which something came to them, by what it was for; and the answers of each of the last
 * fourteen days before today, oldest first, from which it is said when the work is done. Nothing where nobody is paid by it.
 */
export const Spending = z.strictObject({
  days: z.array(
    z.strictObject({
      day: Day,
      sentMicros: Micros,
      addedMicros: Micros,
      bonusMicros: Micros,
      reviewMicros: Micros,
    }),
  ),
  answersPerDay: z.array(z.int()),
})
export type Spending = z.infer<typeof Spending>

/**
 * What an operator sees first of money: whether anybody is paid through this studio, who asks for money, on which weekday (Monday is 1)
 * it goes out, and the projects that pay, with what is free in them.
 */
export const StudioMoney = z.strictObject({
  isPaying: z.boolean(),
  requested: z.int().nonnegative(),
  weekday: Weekday,
  projects: z.array(z.strictObject({ project: ProjectSlug, name: z.string(), currency: Currency, freeMicros: Micros })),
})
export type StudioMoney = z.infer<typeof StudioMoney>
/** Another day of the week for payouts; promised on the page of everybody who is paid. */
export const PayoutDaySet = z.strictObject({ weekday: Weekday })
