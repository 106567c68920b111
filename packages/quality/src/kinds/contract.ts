import type { ConsensusInput } from "../consensus/index.ts"
import type { ProjectFigures } from "../project/figures.ts"
import type { OnShare, ProjectModel } from "../project/fit.ts"
import type { ProjectInput } from "../project/input.ts"
import type { ReliableConsensus } from "../project/reliable.ts"

/** What the figures of a project are computed from, but for what its kind says itself. */
export type KindProject = Omit<ProjectInput, "readsText">

/** The model of a project before and after a fit, and the risk up to which it decides what differs; null: it decides nothing. */
interface FittedModels {
  readonly before: ProjectModel | null
  readonly now: ProjectModel
  readonly target: number | null
}

/** What is asked of the answers of each kind of task. One value for each kind, all of them in `list.ts`. */
export interface KindQuality {
  /**
   * What several people's answers to one task say together: what is final by the rule, what they answered differently, and how far
   * they agree; with what `model` knows of these people. The same answers in any order give the same to the bit (I11).
   */
  consensus(input: ConsensusInput, model: ProjectModel | null): ReliableConsensus
  /** What a project's answers tell of how its people work; told meanwhile how far it is. */
  fit(project: KindProject, onShare?: OnShare): ProjectModel
  /**
   * Tasks to be judged again after a fit, by name: those whose answer by it is another than the one they have. Absent where an answer
   * once decided stays until somebody answers again.
   */
  outdated?(project: KindProject, models: FittedModels): readonly string[]
  /** The figures of a project, by the model that was fitted to it; told meanwhile how far they are. */
  figures(project: KindProject, model: ProjectModel, onShare?: OnShare): ProjectFigures
}
