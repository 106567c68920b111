import { type PayMode } from "@justesse/types"
import { type LaborLabel, type LaborTimeKind, LEAST_PEOPLE, LaborTimeKind as TimeKind } from "@justesse/types/pay/labor"
import { tellCells } from "./cells.ts"

/** Which rules of work a label was made under; a later text of them has another name. */
const LABOR_POLICY = "2026-11"

/** Time that was credited to a person, of one kind. */
interface CreditedKind {
  readonly personId: number
  readonly kind: LaborTimeKind
  readonly ms: number
}

/** Somebody with an accepted answer in the version, and how they want to be named; null: not at all. */
interface Contributor {
  readonly personId: number
  readonly pseudonym: string
  readonly credit: { readonly as: "pseudonym" } | { readonly as: "name"; readonly name: string } | null
}

/** What a label is computed from: what the studio stores up to a moment, person by person. */
export interface LaborFacts
  extends Pick<
    LaborLabel,
    | "project"
    | "title"
    | "version"
    | "contentSha256"
    | "frozenAtMs"
    | "upToMs"
    | "language"
    | "decisions"
    | "guideline"
    | "agreement"
    | "proposals"
    | "content"
    | "software"
  > {
  readonly mode: PayMode
  readonly money: LaborLabel["pay"]["money"]
  readonly time: readonly CreditedKind[]
  readonly contributors: readonly Contributor[]
}

/**
 * The labor label of a version (work-rules 2.10): sums, and nothing of fewer than {@link LEAST_PEOPLE} people. The same facts give
 * the same label, in whatever order they come.
 */
export function computeLabor(facts: LaborFacts): LaborLabel {
  const { mode, money, time, contributors, project, title, version, contentSha256, frozenAtMs, upToMs } = facts
  const { language, decisions, guideline, agreement, proposals, content, software } = facts
  const worked = time.filter(({ ms }) => ms > 0)
  const cells = TimeKind.options.map((kind) => {
    const own = worked.filter((one) => one.kind === kind)
    return { kind, amount: sumMs(own), people: new Set(own.map(({ personId }) => personId)) }
  })
  const { parts, total } = tellCells(cells)
  const people = new Set([...worked, ...contributors].map(({ personId }) => personId)).size
  const isTold = people === 0 || people >= LEAST_PEOPLE
  const part = (kind: LaborTimeKind) => parts.get(kind) ?? null
  return {
    ...{ labor: 1, project, title, version, contentSha256, frozenAtMs, upToMs, language },
    pay: { mode, money: mode === "paid" ? money : null },
    people: isTold ? people : null,
    timeMs: {
      production: part("production"),
      review: part("review"),
      training: part("training"),
      breaks: part("breaks"),
      total,
    },
    ...{ decisions, guideline, agreement, proposals, content },
    ...creditsOf(contributors, worked, isTold),
    ...{ software, policy: LABOR_POLICY },
  }
}

function sumMs(time: readonly CreditedKind[]): number {
  return time.reduce((sum, { ms }) => sum + ms, 0)
}

/**
 * Who asked to be named, with their share of the time. Shares are told only where nobody's time is what is left: everybody behind the
 * time is named, or {@link LEAST_PEOPLE} and more are not.
 */
function creditsOf(
  contributors: readonly Contributor[],
  worked: readonly CreditedKind[],
  isTold: boolean,
): Pick<LaborLabel, "credits" | "uncredited"> {
  const named = contributors.flatMap(({ personId, pseudonym, credit }) =>
    credit === null ? [] : [{ personId, as: credit.as, name: credit.as === "name" ? credit.name : pseudonym }],
  )
  const names = new Set(named.map(({ personId }) => personId))
  const unnamed = new Set([...contributors, ...worked].map(({ personId }) => personId).filter((id) => !names.has(id)))
  const total = sumMs(worked)
  const hasShares = isTold && total > 0 && (unnamed.size === 0 || unnamed.size >= LEAST_PEOPLE)
  const shareOf = (personId: number) => {
    const own = sumMs(worked.filter((one) => one.personId === personId))
    return Math.round((100 * own) / total) / 100
  }
  const credits = named
    .map(({ personId, as, name }) => ({ name, as, shareOfTime: hasShares ? shareOf(personId) : null }))
    .sort((a, b) => (b.shareOfTime ?? 0) - (a.shareOfTime ?? 0) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  return { credits, uncredited: isTold ? unnamed.size : null }
}
