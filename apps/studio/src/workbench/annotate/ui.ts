import type { Editing, EditorDocument, Labelling } from "@justesse/editor"
import type { AssignmentId, ThreadId } from "@justesse/types"
import { createContext, type ReactNode, useContext } from "react"
import { useStore as useZustand } from "zustand"
import { createStore } from "zustand/vanilla"
import type { ActSender, Sending } from "../../offline/sender.ts"
import { readHere } from "../../shell/browserKeeps.ts"
import type { CanvasEngine } from "../canvas/engine.ts"
import type { KindOnPage } from "./kinds/contract.ts"
import type { TaskStore } from "./model/store.ts"
import type { TaskModel } from "./model/task.ts"
import type { Hands } from "./useHands.ts"

/** Where the page's own elements are, for commands that move the focus. */
export const FOCUS = { field: "task-field", filter: "task-filter" } as const

/** Under which name this browser keeps whether each proposal is zoomed to. */
export const ZOOM_KEY = "justesse.zoomToProposals"

/** What lies over the page, one at a time. */
type Panel = "skip" | "content" | "ask" | "picture" | "keys" | "labels" | "more" | "clock" | "broken" | "waiting" | null

/** A notice to the person: a message key with its values, until the next act. */
interface Notice {
  readonly key: string
  readonly values?: Readonly<Record<string, string | number>>
}

/** What the chrome of the page shows, besides the task. */
interface UiSnapshot extends Hands {
  readonly panel: Panel
  readonly guideline: boolean
  readonly notice: Notice | null
  readonly loupe: boolean
  /** What is drawn goes to the edges of the picture. */
  readonly magnet: boolean
  /** The document after an outline that Enter closed: the next Enter sends nothing. */
  readonly closed: EditorDocument | null
  /** The task whose proposals nobody wants to be shown a hint about again. */
  readonly hushed: TaskModel | null
  /** Each proposal is zoomed to as it is to be decided. */
  readonly zoomToEach: boolean
  /** From which score on proposals are drawn solid, as this person moved it; null: as the project has it. */
  readonly solidFrom: number | null
  /** The answer about whose missing texts was asked: sending it once more sends it. */
  readonly unwritten: EditorDocument | null
  /** Lines are looked for in this task: the share that is done, and what gives it up. */
  readonly finding: { readonly model: TaskModel; readonly share: number; readonly stop: () => void } | null
  /** The task about which somebody asked and goes on with. */
  readonly asked: AssignmentId | null
  /** The thread of this task that was answered and is not clear yet. */
  readonly answered: ThreadId | null
}

const UI_START: Omit<UiSnapshot, keyof Hands | "zoomToEach"> = {
  panel: null,
  guideline: false,
  notice: null,
  loupe: true,
  magnet: false,
  closed: null,
  hushed: null,
  solidFrom: null,
  unwritten: null,
  finding: null,
  asked: null,
  answered: null,
}

/** The chrome's own state, outside React like the rest. */
export const createTaskUi = (hands: Hands) =>
  createStore<UiSnapshot>(() => ({ ...UI_START, zoomToEach: readHere(ZOOM_KEY) !== null, ...hands }))
export type TaskUi = ReturnType<typeof createTaskUi>

/** Open a panel, or close it when it is open. */
export function togglePanel(ui: TaskUi, panel: Exclude<Panel, null>): void {
  ui.setState(({ panel: open }) => ({ panel: open === panel ? null : panel }))
}

/** Everything the parts of the page work with. */
export interface TaskContext {
  readonly store: TaskStore
  readonly ui: TaskUi
  readonly engine: CanvasEngine
  readonly sender: ActSender
  readonly run: (command: string, digit?: number) => void
  /** Keep what this person chose for their own hands. */
  readonly keep: (chosen: Partial<Hands>) => void
  /** Key caps are shown. */
  readonly keyCaps: boolean
  /** Pictures of one's own to practise on; null for work. */
  readonly practice: PracticeFrame | null
}

/** What the page shows and does otherwise where its tasks are practice: nothing is asked, reported or looked back at. */
export interface PracticeFrame {
  /** The same picture once more. */
  readonly onAgain: (assignment: AssignmentId) => void
  /** After the last picture. */
  readonly ended: ReactNode
}

const Context = createContext<TaskContext | null>(null)
export const TaskContextProvider = Context.Provider

export function useTaskContext(): TaskContext {
  const context = useContext(Context)
  if (!context) throw new Error("a part of the task page stands outside of it")
  return context
}

/** A fact of the store. `select` must give the same value (by identity) while the fact is the same. */
export function useStore<T>(select: (snapshot: Labelling) => T): T {
  const { store } = useTaskContext()
  return useZustand(store.view, select)
}

/** A fact of what waits to be sent. */
export function useSending<T>(select: (sending: Sending) => T): T {
  const { sender } = useTaskContext()
  return useZustand(sender.view, select)
}

export function useUi<T>(select: (snapshot: UiSnapshot) => T): T {
  const { ui } = useTaskContext()
  return useZustand(ui, select)
}

const Shown = createContext<TaskModel | null>(null)
export const ShownModelProvider = Shown.Provider

/** The task that is shown: the one in hand, or the one looked back at. */
export function useModel(): TaskModel {
  const model = useContext(Shown)
  if (!model) throw new Error("a part of the task page stands outside of a task")
  return model
}

/** What the page shows and does for the kind of the task that is shown. */
export function useKind(): KindOnPage {
  const { store } = useTaskContext()
  return store.kindOf(useModel())
}

/** A fact of the task that is shown. */
export function useTask<T>(select: (snapshot: Editing) => T): T {
  const model = useModel()
  return useZustand(model.view, select)
}

/** The assignment whose picture is seen: one of before that is looked at, else the one in work; "" for none. */
export function taskSeen({ looking, task }: Labelling): string {
  return looking?.sent.assignmentId ?? task?.lease.assignmentId ?? ""
}
