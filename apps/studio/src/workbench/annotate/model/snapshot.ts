import type {
  DuplicateHint,
  Edge,
  EditorDocument,
  History,
  SaveStatus,
  Session,
  TextVisit,
  Tool,
} from "@justesse/editor"
import type { AnswerProblem, Box, LabelId, Ontology, RegionId, Size } from "@justesse/types"
import type { InHand } from "../../canvas/state.ts"

/** Why an answer can only be looked at. */
export type ReadOnly = "sent" | "other_tab" | "taken_over" | null

/** What the page shows of a task: immutable, replaced at finished facts only, never per pointer move. */
export interface TaskSnapshot {
  readonly document: EditorDocument
  /** Regions that a model proposes and nobody has taken or changed. */
  readonly proposed: number
  readonly session: Session
  readonly undoLabel: string | null
  readonly redoLabel: string | null
  readonly saveStatus: SaveStatus
  readonly inHand: InHand
  readonly duplicates: ReadonlyMap<RegionId, RegionId>
  readonly hint: DuplicateHint | null
  /** What Submit found missing, until it is mended. */
  readonly problems: readonly AnswerProblem[]
  readonly visit: TextVisit | null
  /** Labels chosen, the latest first. */
  readonly recent: readonly LabelId[]
  readonly hidden: ReadonlySet<RegionId>
  readonly locked: ReadonlySet<RegionId>
  readonly readOnly: ReadOnly
}

/** What a model is opened with. */
export interface TaskStart {
  readonly history: History
  readonly ontology: Ontology
  readonly kind: "boxes" | "transcription"
  readonly size: Size
  /** Nobody edited it yet: lines of a document are put in reading order. */
  readonly fresh: boolean
  readonly readOnly: ReadOnly
}

/** What the model reports to the canvas and the saver. */
export interface TaskOutlets {
  /** Slots that look different, and where they were. */
  changed(slots: readonly number[], before: readonly Box[]): void
  selected(id: RegionId | null, edge: Edge | null): void
  tool(tool: Tool): void
  color(color: string): void
  edited(): void
}
