import type { Handle } from "@justesse/editor"
import type { Border } from "@justesse/editor/sound/segments"
import type { Deciding } from "@justesse/editor/workspace/deciding"
import type { DisagreementId, Letter, MessageId, Region, TaskId, ThreadId } from "@justesse/types"
import { createContext, useContext } from "react"
import { useStore } from "zustand"
import { createStore } from "zustand/vanilla"
import type { Decisions } from "../../offline/decisions.ts"
import type { CanvasEngine } from "../canvas/engine.ts"
import type { Judging } from "./judge/model.ts"
import type { ReviewStore } from "./model/store.ts"

/** How answers are laid over the picture: all at once, two beside each other, one after the other. */
export const VIEWS = ["over", "side", "one"] as const
type ReviewView = (typeof VIEWS)[number]

/** What lies over the page, one at a time. */
type ReviewPanel = "reason" | "back" | "ask" | "keys" | "more" | "picture" | "waiting" | null

/** A note about a difference, before it is sent. Its names are made once: sent again after a failure, it is the same note. */
interface Asking {
  readonly task: TaskId
  readonly difference: DisagreementId
  readonly ids: { readonly threadId: ThreadId; readonly messageId: MessageId }
}

/** What the chrome shows besides the work. */
interface UiState {
  readonly view: ReviewView
  /** The answer shown alone; null shows all (over) or the first. */
  readonly layer: number | null
  readonly panel: ReviewPanel
  /** Whose answer goes back, while that is being said. */
  readonly backLetter: Letter | null
  /** What can be done about that answer, and what is about to be. */
  readonly judging: Judging | null
  readonly guideline: boolean
  /** The reviewer's own answer while it is being made. */
  readonly edit: Region | null
  /** It is begun with its text: the caret is there at once. */
  readonly typing: boolean
  /** By which names what is written to the owners goes out, made once; null for nothing. They outlive a panel that is closed. */
  readonly asking: Asking | null
  /** The part of it that arrows move; null moves all of it. */
  readonly part: Handle | null
  /** Of a stretch of a recording: the border that arrows move. */
  readonly border: Border
  /** Rises each time that the place is to be heard again, and whether it is heard again and again. */
  readonly listens: number
  /** What is decided is a recording. */
  readonly isHeard: boolean
  readonly repeats: boolean
  /** Rises when something sharper of the picture can be drawn. */
  readonly pictureLevel: number
}

const UI_START: UiState = {
  view: "over",
  layer: null,
  panel: null,
  backLetter: null,
  judging: null,
  guideline: false,
  edit: null,
  typing: false,
  asking: null,
  part: null,
  border: "end",
  listens: 0,
  isHeard: false,
  repeats: false,
  pictureLevel: 0,
}

/** The chrome's own state, outside React like the rest. */
export const createReviewUi = () => createStore<UiState>(() => UI_START)
export type ReviewUi = ReturnType<typeof createReviewUi>

/** Opens a panel, or closes it when it is open. */
export function togglePanel(ui: ReviewUi, panel: Exclude<ReviewPanel, null>): void {
  ui.setState(({ panel: open }) => ({ panel: open === panel ? null : panel }))
}

/** Everything the parts of the page work with. */
export interface ReviewContext {
  readonly store: ReviewStore
  readonly ui: ReviewUi
  /** The picture, and the one beside it when two are shown. */
  readonly engines: readonly [CanvasEngine, CanvasEngine]
  readonly run: (command: string, letter?: string) => void
  readonly retryPicture: () => void
  /** Whose decisions these are. */
  readonly person: number
  /** All that this reviewer decided and that waits here, of whatever project. */
  readonly decisions: Decisions
}

const Context = createContext<ReviewContext | null>(null)
export const ReviewContextProvider = Context.Provider

export function useReview(): ReviewContext {
  const context = useContext(Context)
  if (!context) throw new Error("a part of the review page stands outside of it")
  return context
}

/** A fact of the work. `select` must give the same value (by identity) while the fact is the same. */
export function useReviewState<T>(select: (state: Deciding) => T): T {
  const { store } = useReview()
  return useStore(store.view, select)
}

export function useUiState<T>(select: (state: UiState) => T): T {
  const { ui } = useReview()
  return useStore(ui, select)
}
