import { JustesseError, type Language, type ProjectKind, type Role } from "@justesse/types"
import { type Accuracy, type RecordClaims, RecordFact } from "@justesse/types/records/claims"
import type { RecordFacts, RecordTicks } from "@justesse/types/wire/record"

/** What the tables hold of somebody's work at one moment. Rejections are not among it: there is nothing that could tell of them. */
export interface KnownWork {
  /** Counted time by kind of task, and since when. */
  readonly hours: readonly { readonly kind: ProjectKind; readonly activeMs: number; readonly sinceMs: number }[]
  /** First and last quarter of an hour that was counted; null without one. */
  readonly worked: { readonly firstMs: number; readonly lastMs: number } | null
  readonly roles: readonly Role[]
  /** Answers that were accepted, by a person or by silence. */
  readonly accepted: number
  /** Answers that were compared with a final one, and how many of them stood, as they were or with small changes. */
  readonly compared: { readonly stood: number; readonly n: number }
  readonly reviews: number
  /** Names of projects whose training was finished. */
  readonly trainedFor: readonly string[]
  readonly languages: readonly Language[]
}

/** An accuracy is said from so many compared answers on: below, its interval says nothing. */
const LEAST_COMPARED = 20

/** Two-sided 95 % of a normal distribution. */
const Z95 = 1.959963984540054

/** Four decimals: more would be digits of one answer. */
const rounded = (share: number): number => Math.round(share * 10_000) / 10_000

/** The share of compared answers that stood, with its Wilson interval; null below {@link LEAST_COMPARED}. @see Wilson 1927 */
export function accuracyOf({ stood, n }: KnownWork["compared"]): Accuracy | null {
  if (n < LEAST_COMPARED) return null
  const z2 = Z95 ** 2
  const middle = (stood + z2 / 2) / (n + z2)
  const half = (Z95 / (n + z2)) * Math.sqrt((stood * (n - stood)) / n + z2 / 4)
  return {
    ratio: rounded(stood / n),
    low: stood === 0 ? 0 : rounded(middle - half),
    high: stood === n ? 1 : rounded(middle + half),
    n,
  }
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const secondsOf = (ms: number): number => Math.floor(ms / 1_000)

/** The facts that can be told: each for which there is something to say, hours in whole seconds, days in UTC. */
export function tellFacts(known: KnownWork): Pick<RecordFacts, "facts" | "hours" | "compared"> {
  const accuracy = accuracyOf(known.compared)
  const { worked, roles, accepted, reviews, trainedFor, languages } = known
  return {
    facts: {
      ...(worked && { worked: { from: dayOf(worked.firstMs), to: dayOf(worked.lastMs) } }),
      ...(roles.length > 0 && { roles: [...roles] }),
      ...(accepted > 0 && { acceptedAnswers: accepted }),
      ...(reviews > 0 && { decidedReviews: reviews }),
      ...(accuracy && { accuracy }),
      ...(trainedFor.length > 0 && { trainedFor: [...trainedFor] }),
      ...(languages.length > 0 && { languages: [...languages] }),
    },
    hours: known.hours
      .filter(({ activeMs }) => activeMs >= 1_000)
      .map(({ kind, activeMs, sinceMs }) => ({ kind, seconds: secondsOf(activeMs), since: dayOf(sinceMs) })),
    compared: { n: known.compared.n, least: LEAST_COMPARED },
  }
}

/**
 * What a record says: of all facts the ticked ones, and nothing of the others, in an order that does not depend on the ticking.
 * @throws JustesseError invalid_input where nothing is ticked, or something that cannot be said
 */
export function chooseClaims({ facts, hours }: Pick<RecordFacts, "facts" | "hours">, ticks: RecordTicks): RecordClaims {
  const wanted = new Set<RecordFact>(ticks.facts)
  const missing =
    ticks.facts.find((fact) => facts[fact] === undefined) ??
    ticks.hours.find((kind) => !hours.some((one) => one.kind === kind))
  if (missing !== undefined) throw new JustesseError("invalid_input", { field: missing, rule: "nothing to say" })
  if (wanted.size + ticks.hours.length === 0) throw new JustesseError("invalid_input", { field: "facts", rule: "none" })
  const chosen = RecordFact.options.filter((fact) => wanted.has(fact)).map((fact) => [fact, facts[fact]])
  const activeHours = hours.filter(({ kind }) => ticks.hours.includes(kind))
  return {
    ...(ticks.name !== null && { name: ticks.name }),
    ...(Object.fromEntries(chosen) as RecordClaims), // each under its own name, as it was told
    ...(activeHours.length > 0 && { activeHours: activeHours.map(({ kind, seconds }) => ({ kind, seconds })) }),
  }
}
