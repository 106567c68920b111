import { z } from "zod"
import { AskedIn, RefusedKind } from "../content/refusedKinds.ts"
import { ProjectSlug } from "../ids.ts"
import { Currency } from "../pay/money.ts"
import { Micros } from "../pay/settings.ts"
import { Millis } from "./common.ts"

/** A share with its 90 % interval: `k` of `n`. */
const Share = z.strictObject({ k: z.int(), n: z.int(), share: z.number(), low: z.number(), high: z.number() })

const Grade = z.int().min(1).max(5)

/** What somebody who works in a project says of it, each from 1 to 5. */
export const ProjectRating = z.strictObject({
  project: ProjectSlug,
  clarity: Grade,
  respect: Grade,
  promptness: Grade,
})
export type ProjectRating = z.infer<typeof ProjectRating>

/**
 * How a project treats the people who work in it, computed from what happened; nobody can write it. `figures` and `ratings` are null until
 * five people worked there: then it holds promises alone.
 */
export const RequesterRecord = z.strictObject({
  /** How many people answered; null for fewer than five. */
  people: z.int().nullable(),
  /**
   * In which currency people are paid, the least that an hour pays, and how many closed sessions are under their floor by the entries; null
   * where nobody is paid through the studio.
   */
  pay: z.strictObject({ currency: Currency, floorMicrosPerHour: Micros, underFloor: z.int() }).nullable(),
  figures: z
    .strictObject({
      answers: z.int(),
      /** What an hour paid, bonuses left out: of closed sessions of five people or more. `raised`: those that had something added. */
      hour: z
        .strictObject({ sessions: z.int(), raised: z.int(), p10Micros: Micros, p50Micros: Micros, p90Micros: Micros })
        .nullable(),
      /** Hours from an answer to what was decided about it, of those that somebody decided about in time. */
      toDecide: z.strictObject({ median: z.number(), ninety: z.number(), n: z.int() }).nullable(),
      /**
       * Of the answers sent before `untilMs`: nobody had decided about them 72 hours later. `untilMs` begins a day (UTC) once there are
       * answers of a whole one. Null while there is none of so long ago.
       */
      bySilence: z.strictObject({ ...Share.shape, untilMs: Millis }).nullable(),
      sentBack: Share,
      /** Rejections that hold now; `undone` were overturned, reopened or dropped since. */
      rejected: z.strictObject({ ...Share.shape, undone: z.int() }),
      /** Of the appeals that were decided; null without one. */
      overturned: Share.nullable(),
      openAppeals: z.int(),
      /** What follows for the project from appeals that were won, and until when nobody can propose a rejection there. */
      consequence: z.enum(["none", "outside", "suspended"]),
      suspendedUntilMs: Millis.nullable(),
      /** Hours from a question to its first answer. */
      toReply: z.strictObject({ median: z.number(), n: z.int() }).nullable(),
      openQuestions: z.int(),
      guidelinesPerWeek: z.number(),
      /** Tasks put aside because their picture was broken, and because of what is in it. */
      broken: z.int(),
      content: z.int(),
      /** Kinds of content that had not been announced: announced since, and not answered yet. */
      incidents: z.strictObject({ declared: z.int(), open: z.int() }),
      /** Work that was refused for lack of money, and on how many stretches without. */
      refusals: z.strictObject({ stretches: z.int(), refused: z.int() }),
    })
    .nullable(),
  ratings: z
    .strictObject({ people: z.int(), clarity: z.number(), respect: z.number(), promptness: z.number() })
    .nullable(),
  /** What the reader said last, and when; null where they said nothing. */
  mine: z.strictObject({ clarity: Grade, respect: Grade, promptness: Grade, atMs: Millis }).nullable(),
  /** Whether the reader may say something: they answered here. */
  mayRate: z.boolean(),
})
export type RequesterRecord = z.infer<typeof RequesterRecord>

/** Sentences of projects that seem to ask for a refused kind of work and wait for an operator. */
export const RefusedAsksShown = z.strictObject({
  asks: z.array(
    z.strictObject({
      id: z.int(),
      project: ProjectSlug,
      projectName: z.string(),
      place: AskedIn,
      kind: RefusedKind,
      sentence: z.string(),
      askedAtMs: Millis,
    }),
  ),
})

/** An operator's answer to one of {@link RefusedAsksShown}. */
export const RefusedAskAnswer = z.strictObject({ id: z.int(), answer: z.enum(["allowed", "refused"]) })
