import { z } from "zod"
import { ContentClass } from "../content/classes.ts"
import { Sha256 } from "../ids.ts"
import { OverlapRule } from "../project.ts"
import { Language } from "../text.ts"
import { Currency, PayMode } from "./money.ts"

/** Figures are said of this many people or more; of fewer they are left out. */
export const LEAST_PEOPLE = 5

/** What a studio does for people where content is declared: each is a rule of the program, not a promise. */
export const ContentProtection = z.enum(["yes_first", "blurred", "free_skips", "most_an_hour", "two_reports_stop"])
export type ContentProtection = z.infer<typeof ContentProtection>

/** Kinds of paid time, in the order in which they are told. */
export const LaborTimeKind = z.enum(["production", "review", "training", "breaks"])
export type LaborTimeKind = z.infer<typeof LaborTimeKind>

/** Milliseconds that were credited; null: left out, because fewer than {@link LEAST_PEOPLE} people are behind it. */
const ToldMs = z.int().min(0).nullable()

/** What was paid; absent where nobody is paid through the studio. Amounts are whole millionths of the currency's unit. */
const LaborMoney = z.strictObject({
  currency: Currency,
  floorMicrosPerHour: z.int().min(0).nullable(),
  totalPaidMicros: z.int().min(0).nullable(),
  /** Of work sessions, bonuses left out. */
  hourlyMicros: z.strictObject({ p10: z.int(), p50: z.int(), p90: z.int() }).nullable(),
  sessions: z.strictObject({ closed: z.int().min(0), raisedToFloor: z.int().min(0) }).nullable(),
  medianHoursToPay: z.number().min(0).nullable(),
  /** Of what was paid, from money set apart for learning. Absent: nothing was. */
  fromLearningFundMicros: z.int().min(0).nullable().optional(),
  /** No piece was priced: all work was paid by its time. Absent: some was paid by piece, or the label is older. */
  byTime: z.literal(true).optional(),
})

/**
 * Under what conditions a version was made: `labor.json` of every export. Figures follow from what the studio stores, so that anybody
 * who holds it can compute them again for the moments `frozenAtMs` and `upToMs`. Nobody is in it by name who did not ask for it.
 */
export const LaborLabel = z.strictObject({
  labor: z.literal(1),
  project: z.string(),
  title: z.string(),
  /** 0: a selection of pictures as they were, which was not frozen. */
  version: z.int().min(0),
  contentSha256: Sha256.nullable(),
  /** Work up to here is counted; what became of it is told as it stood at `upToMs`. */
  frozenAtMs: z.int(),
  upToMs: z.int(),
  language: Language,
  pay: z.strictObject({ mode: PayMode, money: LaborMoney.nullable() }),
  /** Null: fewer than {@link LEAST_PEOPLE}. */
  people: z.int().min(0).nullable(),
  timeMs: z.strictObject({ production: ToldMs, review: ToldMs, training: ToldMs, breaks: ToldMs, total: ToldMs }),
  decisions: z.strictObject({
    answers: z.int().min(0),
    sentBack: z.int().min(0),
    repaired: z.int().min(0),
    rejected: z.int().min(0),
    appealed: z.int().min(0),
    appealsDecided: z.int().min(0),
    overturned: z.int().min(0),
    /** Nobody had decided about them 72 hours after they were sent; null: not told of a selection, whose answers no version holds. */
    acceptedBySilence: z.int().min(0).nullable(),
    /** Of the others, as far as somebody had decided about them; null: too few. */
    medianHoursToDecide: z.number().min(0).nullable(),
  }),
  guideline: z.strictObject({ versions: z.int().min(0), last: z.int().min(0) }),
  agreement: z.strictObject({
    overlap: OverlapRule,
    answeredTwice: z.int().min(0).nullable(),
    measured: z.strictObject({ mean: z.number(), low: z.number(), high: z.number(), n: z.int().min(0) }).nullable(),
  }),
  /** Answers that began with proposals of a model, and what became of the proposed regions. */
  proposals: z.strictObject({
    answers: z.int().min(0),
    taken: z.int().min(0),
    changed: z.int().min(0),
    refused: z.int().min(0),
  }),
  /** What people were told may appear, before they said yes. */
  content: z.strictObject({
    note: z.string(),
    /** Classes that nobody was given a picture of who had not said yes; absent in labels of before. */
    classes: z.array(ContentClass).optional(),
    /** What protected people from it, as the studio did it; absent in labels of before. */
    protections: z.array(ContentProtection).optional(),
  }),
  credits: z.array(
    z.strictObject({
      name: z.string(),
      as: z.enum(["pseudonym", "name"]),
      shareOfTime: z.number().min(0).max(1).nullable(),
    }),
  ),
  /** People behind its answers who are not named; null: fewer than {@link LEAST_PEOPLE}. */
  uncredited: z.int().min(0).nullable(),
  software: z.string(),
  policy: z.string(),
})
export type LaborLabel = z.infer<typeof LaborLabel>
