import type { Label, Region, ResolveRule } from "@justesse/types"
import type { EarlierForms } from "../consensus/index.ts"

/** One person's latest answer to one picture. */
export interface ProjectAnswer {
  readonly person: string
  /** When it was sent: milliseconds since 1970. */
  readonly atMs: number
  readonly regions: readonly Region[]
  /** Version of the form that it was given under, where that is not the form of today. */
  readonly form?: number
}

/** One picture with everybody's latest answers, and what was kept. */
export interface ProjectTask {
  readonly task: string
  /** Size of the upright picture in pixels; left out where nobody knows it. */
  readonly size?: { readonly width: number; readonly height: number }
  readonly answers: readonly ProjectAnswer[]
  /** The kept answer; null while there is none. */
  readonly final: readonly Region[] | null
  /** Who stands behind the kept answer: these answers, a reviewer, or a file or expert who never saw them (gold). */
  readonly finalBy: "answers" | "review" | "gold"
}

/** Decisions of one filed review, as they count for what reviewers gave as reason. */
export interface ProjectReason {
  readonly code: string
  readonly clause: string | null
}

/** One filed second look. `severity` sums how far the differing decisions are apart, each in [0, 1]. */
export interface ProjectReviewAudit {
  readonly reviewer: string
  readonly atMs: number
  readonly differences: number
  readonly same: number
  readonly severity: number
}

/** A task that would have stopped early and went on to full overlap: the answer at the stop, and the one kept. */
export interface ProjectAudit {
  readonly early: readonly Region[]
  readonly final: readonly Region[]
}

/** What the figures of a project are computed from. The order of tasks and answers does not matter. */
export interface ProjectInput {
  /** Texts are what is asked for: people agree where they read the same, and votes weigh by how well their person reads. */
  readonly readsText: boolean
  readonly settle: ResolveRule
  /** Several labels may hold for one asset; absent: one. */
  readonly several?: boolean
  /** Labels in the project's order. */
  readonly labels: readonly string[]
  /** Of a form, what its labels ask; and earlier forms that answers were given under, by version. */
  readonly fields?: readonly Label[]
  readonly forms?: EarlierForms
  readonly tasks: readonly ProjectTask[]
  readonly reasons: readonly ProjectReason[]
  readonly secondLooks: readonly ProjectReviewAudit[]
  readonly audits: readonly ProjectAudit[]
}
