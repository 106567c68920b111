import type { Assignment, Outcome, Review, ReviewBody, Submission, TaskStatus } from "@justesse/db"
import type { ConsensusInput, EarlierForms, FinalRegion } from "@justesse/quality/consensus/index"
import { KINDS } from "@justesse/quality/kinds/list"
import type { ReliableConsensus } from "@justesse/quality/project/reliable"
import { countOutcomes, findAnswerOutcome, findOutcomes } from "@justesse/quality/review/outcomes"
import { gainOfTask } from "@justesse/quality/similar/gain"
import {
  type AnnotationBody,
  canonicalJson,
  type Disagreement,
  isOpinion,
  type Label,
  type ProjectKind,
  type Region,
  type RegionProvenance,
  type ResolveRule,
  type Size,
  type TaskAgreement,
} from "@justesse/types"
import { isDue } from "@justesse/work/due"

/** What is known of a task when its answers changed. */
export interface ResolveInput {
  readonly kind: ProjectKind
  readonly status: Pick<TaskStatus, "state" | "settledBy" | "answer" | "overlap" | "submitted">
  /** The latest revision of each person's answer. */
  readonly answers: readonly Submission[]
  /** What was checked before and stayed, which these answers began with, and on what it rests; null where they began with nothing. */
  readonly kept?: { readonly kept: readonly Region[]; readonly provenance: readonly RegionProvenance[] } | null
  readonly review: Review | undefined
  readonly rule: ResolveRule
  readonly size: Size
  readonly letterSeed: number
  /** Several labels may hold for one asset. */
  readonly several?: boolean
  /** The questions of a form; and earlier forms that answers were given under, by version. */
  readonly labels?: readonly Label[]
  readonly forms?: EarlierForms
}

/** What becomes of the task. Fates are by person; null where nothing is decided yet. */
export type ResolveOutcome =
  | { readonly to: "open" | "waiting" }
  /** The answers do not say enough yet: one more person is asked. */
  | { readonly to: "more" }
  /** What is kept stands; only the people who answered since learn what became of their answers. */
  | { readonly to: "as_it_is"; readonly outcomes: ReadonlyMap<number, Outcome | null> }
  | {
      readonly to: "settled"
      readonly by: "single" | "rule"
      readonly answer: AnnotationBody
      readonly provenance: readonly RegionProvenance[]
      readonly agreement: TaskAgreement
      readonly outcomes: ReadonlyMap<number, Outcome>
    }
  | { readonly to: "disputed"; readonly body: ReviewBody; readonly agreement: TaskAgreement; readonly rank: number }

/** The most answers that one consensus takes: those that count come first, then the rest as they came. */
const MOST_ANSWERS = 20

/** Answers that a person or file settled are not computed over; the owner reopens them first. */
const FIXED: readonly (string | null)[] = ["import", "gold", "review"]

/**
 * What several answers make of a task. A function of its inputs alone, whatever their order (I11): enough answers that
 * agree settle it by rule, one answer alone as it is, anything else goes to the reviewers. `found` is the consensus of
 * {@link consensusInputOf}, computed here by the rule alone when it is not given.
 */
export function decideOutcome(input: ResolveInput, found?: ReliableConsensus): ResolveOutcome {
  const plain = decideWithoutConsensus(input)
  return plain ?? decideByConsensus(input, found ?? KINDS[input.kind].consensus(consensusInputOf(input), null))
}

/** What is clear before any consensus: kept answers stand, and too few answers wait. Null where one is needed. */
export function decideWithoutConsensus(input: ResolveInput): ResolveOutcome | null {
  const { status, rule } = input
  if (status.state === "settled" && status.answer && FIXED.includes(status.settledBy)) {
    const open = input.review?.state === "filed" ? leftOutOf(input.review) : []
    return {
      to: "as_it_is",
      outcomes: findAllOutcomes(input.answers, status.answer, { ...rule, open, size: input.size }, input),
    }
  }
  if (input.answers.length === 0) return { to: status.submitted > 0 ? "waiting" : "open" }
  return isDue(status) ? null : { to: "waiting" }
}

/** What the consensus of a task is computed from. */
export function consensusInputOf({ answers, rule, size, letterSeed, several, ...asked }: ResolveInput): ConsensusInput {
  const { labels, forms } = asked
  return {
    answers: chosen(answers).map(({ publicId, personId, body, ontologyVersion }) => ({
      submission: publicId,
      person: `${personId}`,
      body,
      ...(forms?.[ontologyVersion] && { form: ontologyVersion }),
    })),
    settle: rule,
    size,
    letterSeed,
    ...(several && { several }),
    ...(labels && { labels }),
    ...(forms && { forms }),
  }
}

function decideByConsensus(input: ResolveInput, found: ReliableConsensus): ResolveOutcome {
  if (!found.disputed) return resolveWith(input, found, found.settled)
  const { letters, settled: final, differences: disagreements, agreement } = found
  const people = Object.fromEntries(chosen(input.answers).map(({ publicId, personId }) => [publicId, personId]))
  const rank = rankOf(disagreements, input.rule)
  return { to: "disputed", body: { letters, people, settled: final, differences: disagreements }, agreement, rank }
}

/** The task settled with these regions and nothing else. */
export function resolveWith(
  { answers, rule, kind, kept, size, ...asked }: ResolveInput,
  { agreement }: ReliableConsensus,
  regions: readonly FinalRegion[],
): Extract<ResolveOutcome, { to: "settled" }> {
  const answer = { regions: regions.map(({ region }) => region), nothingHere: regions.length === 0 }
  const isAlone = answers.length === 1
  return {
    to: "settled",
    by: isAlone ? "single" : "rule",
    answer,
    provenance: regions.map(({ region, provenance }) => withEarlier(region, provenance, kept ?? null)),
    agreement,
    // A lone answer was compared with nothing, and an opinion with no right one: it is taken, and nobody can say that it was kept.
    outcomes:
      isAlone || isOpinion(kind)
        ? new Map(answers.map(({ personId }) => [personId, "taken"]))
        : findAllOutcomes(answers, answer, { ...rule, size }, asked),
  }
}

/** What was checked and left as it was rests on what it rested on, and on who left it so. */
function withEarlier(
  region: Region,
  now: RegionProvenance,
  kept: (ResolveInput["kept"] & object) | null,
): RegionProvenance {
  const partsOf = ({ geometry, label, transcript }: Region) =>
    canonicalJson({ geometry, label, transcript: transcript ?? null })
  const same = kept?.kept.find((one) => partsOf(one) === partsOf(region))
  const before = same && kept?.provenance.find((one) => one.region === same.id)
  if (!before) return now
  return { ...before, region: region.id, submissions: [...new Set([...before.submissions, ...now.submissions])] }
}

function chosen(answers: readonly Submission[]): readonly Submission[] {
  if (answers.length <= MOST_ANSWERS) return answers
  const inOrder = [...answers].sort(
    (a, b) =>
      Number(b.counted) - Number(a.counted) || a.storedAtMs - b.storedAtMs || (a.publicId < b.publicId ? -1 : 1),
  )
  return inOrder.slice(0, MOST_ANSWERS)
}

/** The last place among tasks in the queue. */
const LAST_RANK = 1_000_000

/** Place in the queue, from 0: what a decision on its differences is expected to change, most first. */
export function rankOf(disagreements: readonly Disagreement[], rule: ResolveRule): number {
  const gain = gainOfTask(disagreements, rule)
  return Math.round(LAST_RANK / (1 + gain))
}

/** Differences that a reviewer could not decide: what people have there is undecided. */
export function leftOutOf(review: Pick<Review, "body" | "decisions">): Disagreement[] {
  return review.body.differences.filter(({ id }) => review.decisions.get(id)?.outcome === "undecidable")
}

/**
 * What became of each person's answer, compared with the kept one; to the questions of a form as near as each compares, and each by the
 * form that it was given under.
 */
export function findAllOutcomes(
  answers: readonly Pick<Submission, "personId" | "body" | "ontologyVersion">[],
  final: AnnotationBody,
  rule: Pick<ResolveRule, "matchIou" | "settleIou" | "text" | "rules"> & {
    readonly open?: readonly Disagreement[]
    readonly size?: Size
  },
  { labels = [], forms }: Pick<ResolveInput, "labels" | "forms">,
): Map<Assignment["personId"], Outcome> {
  return new Map(
    answers.map(({ personId, body, ontologyVersion }) => {
      const compared = { ...rule, fields: forms?.[ontologyVersion] ?? labels, keptFields: labels }
      return [personId, findAnswerOutcome(countOutcomes(findOutcomes(body, final, compared)))]
    }),
  )
}
