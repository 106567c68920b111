import { createContext, useContext, useSyncExternalStore } from "react"
import type { CanvasEngine } from "../canvas/engine.ts"
import type { TaskSnapshot } from "./model/snapshot.ts"
import type { TaskStore } from "./model/store.ts"
import type { StoreSnapshot } from "./model/storeSnapshot.ts"
import type { TaskModel } from "./model/task.ts"

/** What lies over the page, one at a time. */
export type Panel = "skip" | "picture" | "keys" | "labels" | "more" | "clock" | "broken" | null

/** A notice to the person: a message key with its values, until the next act. */
export interface Notice {
  readonly key: string
  readonly values?: Readonly<Record<string, string | number>>
}

/** What the chrome of the page shows, besides the task. */
export interface UiSnapshot {
  readonly panel: Panel
  readonly guideline: boolean
  readonly notice: Notice | null
  /** In per cent; 100 is the picture as it is. */
  readonly brightness: number
  readonly contrast: number
  readonly loupe: boolean
  /** The task whose proposals nobody wants to be shown a hint about again. */
  readonly hushed: TaskModel | null
  /** The task in which somebody writes: letters are text there, wherever the caret is, until Escape or F2 says otherwise. */
  readonly writing: TaskModel | null
}

const UI_START: UiSnapshot = {
  panel: null,
  guideline: false,
  notice: null,
  brightness: 100,
  contrast: 100,
  loupe: true,
  hushed: null,
  writing: null,
}

/** The chrome's own state, outside React like the rest. */
export class TaskUi {
  snapshot: UiSnapshot = UI_START
  readonly #listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  show(change: Partial<UiSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...change }
    for (const listener of this.#listeners) listener()
  }

  /** Open a panel, or close it when it is open. */
  toggle(panel: Exclude<Panel, null>): void {
    this.show({ panel: this.snapshot.panel === panel ? null : panel })
  }
}

/** Everything the parts of the page work with. */
export interface TaskContext {
  readonly store: TaskStore
  readonly ui: TaskUi
  readonly engine: CanvasEngine
  readonly run: (command: string, digit?: number) => void
  /** Key caps are shown. */
  readonly keyCaps: boolean
}

const Context = createContext<TaskContext | null>(null)
export const TaskContextProvider = Context.Provider

export function useTaskContext(): TaskContext {
  const context = useContext(Context)
  if (!context) throw new Error("a part of the task page stands outside of it")
  return context
}

/** A fact of the store. `select` must give the same value (by identity) while the fact is the same. */
export function useStore<T>(select: (snapshot: StoreSnapshot) => T): T {
  const { store } = useTaskContext()
  return useSyncExternalStore(store.subscribe, () => select(store.snapshot))
}

export function useUi<T>(select: (snapshot: UiSnapshot) => T): T {
  const { ui } = useTaskContext()
  return useSyncExternalStore(ui.subscribe, () => select(ui.snapshot))
}

const Shown = createContext<TaskModel | null>(null)
export const ShownModelProvider = Shown.Provider

/** The task that is shown: the one in hand, or the one looked back at. */
export function useModel(): TaskModel {
  const model = useContext(Shown)
  if (!model) throw new Error("a part of the task page stands outside of a task")
  return model
}

/** A fact of the task that is shown. */
export function useTask<T>(select: (snapshot: TaskSnapshot) => T): T {
  const model = useModel()
  return useSyncExternalStore(model.subscribe, () => select(model.snapshot))
}
