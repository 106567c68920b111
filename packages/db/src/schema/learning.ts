import type { TaskNumber } from "@justesse/types"
import type { Generated } from "kysely"

/** A known answer that was found to be wrong, as it was until then. */
interface GoldCorrectionTable {
  id: Generated<number>
  project_id: number
  task_id: TaskNumber
  /** JSON AnnotationBody: what people had been measured by. */
  answer: string
  corrected_by: number
  /** Who said first that it is wrong; null where the answers of many did. */
  found_by: number | null
  at_ms: number
}

/** What somebody drew to practise. It is nobody's answer to a task: no consensus, review, figure or dataset reads it. */
interface PracticeAnswerTable {
  id: Generated<number>
  /** A UUID of the sender's, so that one sent again is the same. */
  public_id: string
  person_id: number
  /** A UUID for each practice of up to twelve pictures. */
  round: string
  project_id: number
  task_id: TaskNumber
  /** JSON AnnotationBody. */
  body: string
  at_ms: number
}

/** The tables of learning, by name. */
export interface LearningTables {
  gold_correction: GoldCorrectionTable
  practice_answer: PracticeAnswerTable
}
