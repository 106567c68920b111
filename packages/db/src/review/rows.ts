import {
  canonicalJson,
  Decision,
  Disagreement,
  type DisagreementId,
  Letter,
  Region,
  RegionProvenance,
  StoredDecision,
  StoredDisagreement,
  StoredRegion,
} from "@justesse/types"
import type { Database } from "../schema/index.ts"
import type { ReviewState } from "../schema/states.ts"
import type { TaskKey } from "../work/tasks.ts"

/** What people answered to a disputed task: what agrees, what differs, and which letter is whose. */
export interface ReviewBody {
  /** Letter of each submission, and its author. */
  readonly letters: Readonly<Record<string, Letter>>
  readonly people: Readonly<Record<string, number>>
  readonly settled: readonly { readonly region: Region; readonly provenance: RegionProvenance }[]
  readonly differences: readonly Disagreement[]
}

/** A disputed task with the decisions made so far. */
export interface Review extends TaskKey {
  readonly body: ReviewBody
  readonly decisions: ReadonlyMap<DisagreementId, Decision>
  /** Differences in the order they were decided. */
  readonly order: readonly DisagreementId[]
  /** Rises with each change. */
  readonly revision: number
  readonly open: number
  readonly reviewerId: number | null
  readonly reservedUntilMs: number
  readonly rank: number
  readonly state: ReviewState
  readonly filedBy: number | null
  readonly filedAtMs: number | null
}

/** Decisions as they are to be stored; the kinds and labels are those of what is open. */
export interface Decided {
  readonly decisions: ReadonlyMap<DisagreementId, Decision>
  readonly order: readonly DisagreementId[]
  readonly open: readonly Disagreement[]
}

/** What a queue holds: tasks, open differences. */
export interface QueueTotals {
  readonly tasks: number
  readonly differences: number
}

/** Which part of a queue: kinds and labels, empty for all; never tasks that `personId` answered. */
export interface QueuePart {
  readonly projectId: number
  readonly personId: number
  readonly kinds: readonly string[]
  readonly labels: readonly string[]
  /** Only what came to be disputed from then on. */
  readonly sinceMs?: number | undefined
}

/** A word for the columns `kinds` and `labels`: a blank on each side, none inside, so that words can be counted. */
export function word(text: string): string {
  return ` ${text.replaceAll(" ", "\u00a0")} `
}

/** The label that a difference is about: that of the proposal, else of the first answer. */
export function labelOf({ proposal, candidates }: Disagreement): string | undefined {
  return (proposal ?? candidates.find(({ region }) => region !== null)?.region)?.label
}

function words(open: readonly Disagreement[]): { kinds: string; labels: string } {
  return {
    kinds: open
      .map(({ kind }) => word(kind))
      .sort()
      .join(""),
    labels: open
      .map((disagreement) => word(labelOf(disagreement) ?? ""))
      .sort()
      .join(""),
  }
}

/** A stored body, checked as it is read. */
export function readBody(text: string): ReviewBody {
  const body = JSON.parse(text)
  return {
    letters: mapValues(body.letters, (letter) => Letter.parse(letter)),
    people: mapValues(body.people, Number),
    settled: body.settled.map((item: Record<string, unknown>) => ({
      region: StoredRegion.parse(item["region"]),
      provenance: RegionProvenance.parse(item["provenance"]),
    })),
    differences: StoredDisagreement.array().parse(body.differences),
  }
}

function mapValues<T>(record: Record<string, unknown>, change: (value: unknown) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}

/** Stored decisions by difference. */
export function readDecisions(text: string): Map<DisagreementId, Decision> {
  const decisions: Record<string, unknown> = JSON.parse(text)
  // Written from branded ids.
  return new Map(Object.entries(decisions).map(([id, said]) => [id as DisagreementId, StoredDecision.parse(said)]))
}

export function fromRow(row: Database["review"]): Review {
  return {
    projectId: row.project_id,
    taskId: row.task_id,
    body: readBody(row.body),
    decisions: readDecisions(row.decisions),
    order: JSON.parse(row.decided_order) as DisagreementId[], // written by this file
    revision: row.revision,
    open: row.open,
    reviewerId: row.reviewer_id,
    reservedUntilMs: row.reserved_until_ms,
    rank: row.rank,
    state: row.state,
    filedBy: row.filed_by,
    filedAtMs: row.filed_at_ms,
  }
}

export function decidedColumns({ decisions, order, open }: Decided) {
  return {
    decisions: canonicalJson(Object.fromEntries(decisions)),
    decided_order: JSON.stringify(order),
    open: open.length,
    ...words(open),
  }
}
