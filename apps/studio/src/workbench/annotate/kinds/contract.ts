import type { Command, Scope, ScreenSize, TextVisit, View } from "@justesse/editor"
import type { AssignmentId, Box, Label, LabelId, RegionId, WorkBody, WorkRegion } from "@justesse/types"
import type { Guide, Lease } from "@justesse/types/wire/work"
import type { ComponentType } from "react"
import type { useT } from "../../../i18n/useT.ts"
import type { CanvasEngine } from "../../canvas/engine.ts"
import type { Pressed } from "../../parts/runner.ts"
import type { TaskModel } from "../model/task.ts"

/** The labels of a task by their position, each with its name as it is when it is asked for. */
export type LabelNames = readonly { readonly name: string }[]

/** What a row of the list is drawn from. The list asks once for all rows. */
export interface RowLine {
  readonly region: WorkRegion
  readonly selected: boolean
  /** Its text is being written. */
  readonly visit: TextVisit | null
  /** Of its label, in the language of the page. */
  readonly name: string
  readonly t: ReturnType<typeof useT>
}

/** What an answer by one key acts on. */
export interface Chosen {
  readonly engine: CanvasEngine
  /** The assignment in hand; null while it is none's to answer. */
  readonly assignment: AssignmentId | null
  /** Sends the answer as Submit does; true where it goes out. */
  readonly send: () => boolean
}

/** The task in hand, as whoever answers many of them one after the other needs it. */
export interface Hand {
  lease(): Lease | null
  ahead(): readonly Lease[]
  /** It can be answered now. */
  isReady(): boolean
  /** Says a label of the whole of it, and sends it. */
  answer(label: LabelId): void
}

/** What a kind's own commands need of the page around it. */
export interface Around {
  /** A notice to the person: a message key and its values, until the next act. */
  say(key: string, values?: Readonly<Record<string, string | number>>): void
  /** A panel lies over the page: Escape is for that first. */
  readonly isCovered: boolean
  readonly chosen: () => Chosen
  /** What is in hand and what comes next, where several are answered together. */
  readonly hand: Hand
}

/** What the task page shows and does for one kind. One value for each kind; it comes with the first task of that kind. */
export interface KindOnPage {
  /** What it is worked on with: its tools, the middle of the page and the column beside it. */
  readonly Frame: ComponentType
  /** What its keys mean: the scope they act in, and every command there, those of all pages too. */
  readonly keys: {
    readonly scope: Scope
    readonly commands: readonly Command[]
    /** Tab is a command while the caret is in a text; Escape leads out of it. */
    readonly tabInText?: true
  }
  /** The keys while a task stands so; absent: always the same. */
  readonly keysNow?: (model: TaskModel) => KindOnPage["keys"]
  /** Tasks that are worked on together: their time is shared over them. Absent: the one in hand alone. */
  readonly timedWith?: (inHand: Lease, ahead: readonly Lease[]) => readonly Lease[]
  /** What is drawn over the picture and its regions, in screen pixels. */
  readonly drawOver?: (ctx: CanvasRenderingContext2D, model: TaskModel, view: View, screen: ScreenSize) => void
  /** Does what a command means to this kind alone; false where it means what it means to every task. */
  readonly run?: (around: Around, model: TaskModel, id: string, pressed: Pressed) => boolean
  /** What "nothing here" is called, as a message key; absent: as of pictures. */
  readonly nothingKey?: string
  /** What commands of every kind are called here where it is something else, as message keys by command. */
  readonly called?: Readonly<Record<string, string>>
  /** Stands in the foot where "nothing here" is else: what is missing, where nothing can be said of the task as a whole. It is sent from anywhere. */
  readonly Note?: ComponentType
  /** A label is chosen, by key or press; absent: for the next region and what is selected. */
  readonly choose?: (context: Chosen, model: TaskModel, label: Label) => void
  /** "Nothing here" is said; absent: it waits for Submit. */
  readonly saidNothing?: (context: Chosen, model: TaskModel) => void
  /** Words of one's own may be said beside an answer. */
  readonly isWorded?: true
  /** Puts what a task begins with into the order in which it is worked on; absent: as it comes. */
  readonly arrange?: (body: WorkBody, guide: Guide) => WorkBody
  /** How regions are drawn on the picture. */
  readonly mode: "objects" | "document"
  /** How much of the picture is seen at first. */
  opening(guide: Guide): Guide["opening"]
  /** What stands beside a region on the picture; `short`: where there is little room. */
  caption(model: TaskModel, names: LabelNames, slot: number, short: boolean): string
  /** What stands on the line of a region: the digit of its label and a sign for each mark. Null: nothing. */
  readonly tag: ((model: TaskModel, slot: number) => { label: string; marks: string }) | null
  /** A task is on the canvas: where its person begins. */
  begin(engine: CanvasEngine, model: TaskModel): void
  /** Moves the picture so that a region can be worked on. */
  reveal(engine: CanvasEngine, box: Box): void
  /** Puts the caret into the text of a region; absent: as on a picture. */
  readonly writeAt?: (model: TaskModel, id: RegionId) => void
  /** The picture as this kind is worked on as a whole. */
  fit(engine: CanvasEngine): void
  /** From which score on proposals are drawn solid in a project, in [0, 1]. */
  solidFrom(guide: Guide): number
  /** A row of the list, behind its number and colour. */
  readonly Row: ComponentType<RowLine>
  /** Where text is written, below the picture; null where only some labels have a text: it is fetched when somebody writes one. */
  readonly Strip: ComponentType | null
}
