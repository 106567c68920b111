/**
 * A key or chord. Letters and signs act by `character` (what the cap shows), digits by `position` (never Shift on
 * AZERTY), and keys that type nothing by `named`. `mod` is Ctrl, or Command on a Mac; `ctrl` is Ctrl on a Mac too, where Command
 * would hide the window.
 */
export type Chord = {
  readonly mod?: boolean | undefined
  readonly ctrl?: boolean | undefined
  readonly shift?: boolean | undefined
  readonly alt?: boolean | undefined
} & (
  | { readonly character: string }
  | { readonly position: string }
  | { readonly named: string }
  /** A first key and then a digit by position: `A` then `1`. */
  | { readonly character: string; readonly thenDigit: true }
)

/**
 * Where a command acts. `everywhere` acts in every scope, `work` wherever somebody works on a picture, `task` where things are labelled
 * on it, `oneByOne` where one is answered after the other, `grid` where many are looked at at once, `pair` where two are compared, `asking` where questions are, `sound` where a recording is written down, `propose` while a rejection is
 * proposed over the review page, `judge` where a second or a third person answers.
 */
export type Scope =
  | "everywhere"
  | "work"
  | "task"
  | "oneByOne"
  | "asking"
  | "grid"
  | "pair"
  | "sound"
  | "review"
  | "propose"
  | "judge"

/** What must be so for a command to act; the page answers each by name. */
export type Condition =
  | "always"
  | "selection"
  /** A region that arrows move, or with a drawing tool the crosshair. */
  | "movable"
  | "hint"
  | "proposal"
  | "text"
  | "not_text"
  | "answered"
  /** The pointer is over the picture. */
  | "pointed"
  /** Something is being drawn. */
  | "gesture"
  /** The key is let go without anything having happened while it was down; no press means it. */
  | "tap"
  | "empty"
  /** What is decided can be heard. */
  | "heard"
  /** What is answered about is played: a video, a recording. */
  | "played"
  /** What is answered about is a text. */
  | "read"
  /** An answer may be given reasons in words of one's own. */
  | "worded"

/** One thing that can be done, once: the keyboard, the palette, the keys page and the buttons all name it by its id. */
export interface Command {
  readonly id: string
  readonly scope: Scope
  /** Message key of its name; the interface has one in each language. */
  readonly labelKey: string
  /** Heading of the keys page. */
  readonly group: "general" | "tools" | "labels" | "regions" | "picture" | "sound" | "text" | "task" | "review"
  readonly keys: readonly Chord[]
  readonly when: Condition
  /** Acts also while a text field has the caret. */
  readonly inText?: boolean
  /** May repeat while the key is held; the others act once a press. */
  readonly repeats?: boolean
}

/** Keys that a person chose instead of the given ones, by command id. */
export type KeyMap = Readonly<Record<string, readonly Chord[]>>
