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
 * on it, `oneByOne` where one is answered after the other, `grid` where many are looked at at once, `asking` where questions are, `sound` where a recording is written down, `propose` while a rejection is
 * proposed over the review page, `judge` where a second or a third person answers.
 */
export type Scope =
  | "everywhere"
  | "work"
  | "task"
  | "oneByOne"
  | "asking"
  | "grid"
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

const letter = (character: string): Chord => ({ character })
const named = (name: string): Chord => ({ named: name })
const mod = (character: string, shift = false): Chord =>
  shift ? { character, mod: true, shift } : { character, mod: true }
const digits = (keys: string, shift = false): Chord[] =>
  [...keys].map((digit) => (shift ? { position: `Digit${digit}`, shift } : { position: `Digit${digit}` }))

type Row = [id: string, group: Command["group"], keys: readonly Chord[], rest?: Partial<Command>]

const rows = (scope: Scope, list: readonly Row[]): Command[] =>
  list.map(([id, group, keys, rest]) => ({
    id,
    scope,
    labelKey: `command.${id}`,
    group,
    keys,
    when: "always",
    ...rest,
  }))

/** Commands that act on all pages with keys, as the keys page lists them. */
export const EVERYWHERE_COMMANDS: readonly Command[] = rows("everywhere", [
  ["palette", "general", [mod("k")], { inText: true }],
  ["keys", "general", [letter("?"), named("F1")]],
  ["escape", "general", [named("Escape")], { inText: true }],
  ["undo", "general", [mod("z")], { inText: true, repeats: true }],
  ["redo", "general", [mod("z", true), mod("y")], { inText: true, repeats: true }],
])

/** Commands about how the picture is seen, while somebody labels or decides, as the keys page lists them. */
export const LOOK_COMMANDS: readonly Command[] = rows("work", [
  ["look.open", "picture", [letter("i")]],
  ["look.compare", "picture", [{ character: "i", shift: true }]],
  ["look.brighter", "picture", [letter("]")], { repeats: true }],
  ["look.darker", "picture", [letter("[")], { repeats: true }],
  ["look.moreContrast", "picture", [letter("}")], { repeats: true }],
  ["look.lessContrast", "picture", [letter("{")], { repeats: true }],
  ["look.moreGamma", "picture", [letter(">")], { repeats: true }],
  ["look.lessGamma", "picture", [letter("<")], { repeats: true }],
  ["look.invert", "picture", [{ character: "n", shift: true }]],
  ["look.pixels", "picture", [{ character: "p", shift: true }]],
  ["look.reset", "picture", [{ character: "r", shift: true }]],
])

/** Commands that act while somebody labels, as the keys page lists them. */
export const TASK_COMMANDS: readonly Command[] = rows("task", [
  ["tool.select", "tools", [letter("v")]],
  ["tool.box", "tools", [letter("b")]],
  ["tool.boxClicks", "tools", [{ character: "b", shift: true }]],
  ["tool.rotated", "tools", [letter("r")]],
  ["tool.outline", "tools", [letter("o")]],
  ["tool.text", "tools", [letter("t")]],
  ["tool.hand", "tools", [letter("h")]],
  ["draw.magnet", "tools", [letter("m")]],
  ["region.tighten", "regions", [{ character: "m", shift: true }], { when: "selection" }],
  ["draw.point", "regions", [named(" ")], { when: "tap" }],
  ["draw.close", "regions", [named("Enter")], { when: "gesture" }],
  ["draw.back", "regions", [named("Backspace")], { when: "gesture", repeats: true }],
  ["label.choose", "labels", digits("123456789")],
  ["label.chooseDrawn", "labels", digits("123456789", true), { when: "selection" }],
  ["label.type", "labels", [letter("l")]],
  ["attribute.step", "labels", [{ character: "a", thenDigit: true }], { when: "selection" }],
  ["region.delete", "regions", [letter("d"), named("Delete"), named("Backspace")], { when: "selection" }],
  ["region.all", "regions", [mod("a")]],
  ["region.toggle", "regions", [letter("x")], { when: "pointed" }],
  ["region.duplicate", "regions", [mod("d")], { when: "selection" }],
  ["region.copy", "regions", [mod("c")], { when: "selection" }],
  ["region.paste", "regions", [mod("v")]],
  ["region.copyPrevious", "regions", [letter("c")]],
  ["region.hide", "regions", [{ character: "h", shift: true }]],
  ["region.lock", "regions", [{ character: "l", shift: true }]],
  ["region.showAll", "regions", [{ character: "v", shift: true }]],
  ["region.up", "regions", [named("PageUp")], { when: "selection", repeats: true }],
  ["region.down", "regions", [named("PageDown")], { when: "selection", repeats: true }],
  ["region.first", "regions", [{ named: "PageUp", shift: true }], { when: "selection" }],
  ["region.last", "regions", [{ named: "PageDown", shift: true }], { when: "selection" }],
  ["region.next", "regions", [named("Tab")], { when: "selection", repeats: true }],
  ["region.previous", "regions", [{ named: "Tab", shift: true }], { when: "selection", repeats: true }],
  ["region.under", "regions", [letter("u")], { when: "selection" }],
  ["region.nextEdge", "regions", [letter("w")], { when: "selection" }],
  ["nudge.left", "regions", [named("ArrowLeft")], { when: "movable", repeats: true }],
  ["nudge.right", "regions", [named("ArrowRight")], { when: "movable", repeats: true }],
  ["nudge.up", "regions", [named("ArrowUp")], { when: "movable", repeats: true }],
  ["nudge.down", "regions", [named("ArrowDown")], { when: "movable", repeats: true }],
  ["nudge.left10", "regions", [{ named: "ArrowLeft", shift: true }], { when: "movable", repeats: true }],
  ["nudge.right10", "regions", [{ named: "ArrowRight", shift: true }], { when: "movable", repeats: true }],
  ["nudge.up10", "regions", [{ named: "ArrowUp", shift: true }], { when: "movable", repeats: true }],
  ["nudge.down10", "regions", [{ named: "ArrowDown", shift: true }], { when: "movable", repeats: true }],
  ["hint.do", "regions", [letter("j")], { when: "hint" }],
  ["hint.drop", "regions", [letter("k")], { when: "hint" }],
  ["proposal.take", "regions", [letter("y")], { when: "proposal" }],
  ["proposal.drop", "regions", [letter("n")], { when: "proposal" }],
  ["proposal.takeAll", "regions", [{ character: "y", shift: true }], { when: "proposal" }],
  ["proposal.dropFaint", "regions", [], { when: "proposal" }],
  ["lines.propose", "regions", [{ character: "t", shift: true }]],
  ["model.ask", "regions", [{ character: "q", shift: true }]],
  ["view.fit", "picture", [letter("f")]],
  ["view.actual", "picture", [letter("z")]],
  ["view.zoomIn", "picture", [letter("+"), letter("=")], { repeats: true }],
  ["view.zoomOut", "picture", [letter("-"), letter("−")], { repeats: true }],
  ["view.map", "picture", [{ character: "f", shift: true }]],
  ["view.unseen", "picture", [{ character: "u", shift: true }]],
  ["view.loupe", "picture", [letter("e")]],
  ["text.next", "text", [named("Enter")], { when: "text", inText: true }],
  ["text.previous", "text", [{ named: "Enter", shift: true }], { when: "text", inText: true }],
  ["text.illegible", "text", [named("F4")], { when: "text", inText: true }],
  ["text.unsure", "text", [named("F8")], { when: "text", inText: true }],
  ["text.struck", "text", [named("F9")], { when: "text", inText: true }],
  ["text.place", "text", [named("F2")], { inText: true }],
  ["task.nothing", "task", [{ position: "Digit0" }]],
  ["task.skip", "task", [letter("s")]],
  ["task.ask", "task", [letter("q")]],
  ["question.clear", "task", [named("Enter")], { when: "answered" }],
  ["task.previous", "task", [letter("p")]],
  ["task.guideline", "task", [letter("g")]],
  ["task.submit", "task", [named("Enter")], { when: "not_text" }],
  ["task.submitAnywhere", "task", [{ named: "Enter", mod: true }], { inText: true }],
])

/** Of those the ones that mean the same where assets are answered one after the other, nothing being drawn. */
const SAME_ONE_BY_ONE: readonly string[] = [
  ...["label.choose", "label.type", "attribute.step", "view.fit", "view.actual", "view.zoomIn", "view.zoomOut"],
  ...["task.nothing", "task.skip", "task.ask", "question.clear", "task.previous", "task.guideline"],
  ...["task.submit", "task.submitAnywhere"],
]

/** Commands that act while assets are answered one after the other. */
export const ONE_BY_ONE_COMMANDS: readonly Command[] = [
  ...TASK_COMMANDS.filter(({ id }) => SAME_ONE_BY_ONE.includes(id)).map(
    (command): Command => ({ ...command, scope: "oneByOne" }),
  ),
  ...rows("oneByOne", [["task.takeBack", "task", [named("Backspace")]]]),
]

/** Of those that act where things are drawn the ones that mean the same where many are looked at at once. */
const SAME_IN_GRID: readonly string[] = ["task.guideline", "task.submit", "task.submitAnywhere", "question.clear"]

/** Commands that act while somebody looks at many things at once and marks those that are not right. */
export const GRID_COMMANDS: readonly Command[] = [
  ...rows("grid", [
    ["grid.left", "task", [named("ArrowLeft")], { repeats: true }],
    ["grid.right", "task", [named("ArrowRight")], { repeats: true }],
    ["grid.up", "task", [named("ArrowUp")], { repeats: true }],
    ["grid.down", "task", [named("ArrowDown")], { repeats: true }],
    ["grid.mark", "task", [letter("x")]],
    ["grid.markNumber", "task", digits("123456789")],
    ["grid.closer", "task", [named(" ")]],
    ["grid.size", "task", [letter("v")]],
    ["grid.all", "task", digits("0")],
  ]),
  ...TASK_COMMANDS.filter(({ id }) => SAME_IN_GRID.includes(id)).map(
    (command): Command => ({ ...command, scope: "grid" }),
  ),
]
const ctrl = (character: string): Chord => ({ character, ctrl: true })
const outside: Partial<Command> = { when: "not_text" }
const inText: Partial<Command> = { when: "text", inText: true }

/**
 * Commands that act while somebody writes down a recording. While the caret is in a text the letter of an act needs Ctrl and stays the
 * same, so that each such act is two commands: with the caret, and without.
 */
export const SOUND_COMMANDS: readonly Command[] = rows("sound", [
  ["sound.play", "sound", [named(" ")], outside],
  ["sound.speaker", "sound", digits("123456789"), outside],
  ["sound.newSpeaker", "sound", [letter("l")], outside],
  ["sound.label", "sound", [{ character: "a", thenDigit: true }], outside],
  ["sound.begin", "sound", [letter("b")], outside],
  ["sound.otherBorder", "sound", [letter("w")], outside],
  ["sound.start", "sound", [letter("i")], outside],
  ["sound.end", "sound", [letter("o")], outside],
  ["sound.earlier", "sound", [named("ArrowLeft")], { ...outside, repeats: true }],
  ["sound.later", "sound", [named("ArrowRight")], { ...outside, repeats: true }],
  ["sound.muchEarlier", "sound", [{ named: "ArrowLeft", shift: true }], { ...outside, repeats: true }],
  ["sound.muchLater", "sound", [{ named: "ArrowRight", shift: true }], { ...outside, repeats: true }],
  ["sound.up", "sound", [named("ArrowUp")], { ...outside, repeats: true }],
  ["sound.down", "sound", [named("ArrowDown")], { ...outside, repeats: true }],
  ["sound.split", "sound", [letter("e")], outside],
  ["sound.join", "sound", [letter("m")], outside],
  ["sound.delete", "sound", [letter("d"), named("Delete"), named("Backspace")], outside],
  ["sound.repeat", "sound", [letter("r")], outside],
  ["sound.pauses", "sound", [{ character: "t", shift: true }], outside],
  ["sound.all", "sound", [letter("f")], outside],
  ["sound.segment", "sound", [letter("z")], outside],
  ["sound.write", "sound", [named("Enter")], outside],
  ["sound.playInText", "text", [named("Tab")], inText],
  ["sound.again", "text", [{ named: "Tab", shift: true }], inText],
  ["sound.next", "text", [named("Enter")], inText],
  ["sound.previous", "text", [{ named: "Enter", shift: true }], inText],
  ["sound.back", "text", [ctrl("b")], { inText: true, repeats: true }],
  ["sound.faster", "text", [{ named: "ArrowUp", alt: true }], { inText: true, repeats: true }],
  ["sound.slower", "text", [{ named: "ArrowDown", alt: true }], { inText: true, repeats: true }],
  ["sound.splitAtCaret", "text", [ctrl("e")], { inText: true }],
  ["sound.joinInText", "text", [ctrl("m")], { inText: true }],
  ["sound.startInText", "text", [ctrl("i")], { inText: true }],
  ["sound.endInText", "text", [ctrl("o")], { inText: true }],
])

/** What somebody does to a task of any kind: the same keys on a recording. */
const SHARED_IDS: ReadonlySet<string> = new Set([
  ...["model.ask", "proposal.take", "proposal.drop", "proposal.takeAll", "view.zoomIn", "view.zoomOut"],
  ...["text.illegible", "text.unsure", "text.place", "task.nothing", "task.skip", "task.ask", "question.clear"],
  ...["task.previous", "task.guideline", "task.submitAnywhere"],
])

/** All commands of the page of a recording, besides those that act everywhere. */
export function soundCommands(): readonly Command[] {
  const shared = TASK_COMMANDS.filter(({ id }) => SHARED_IDS.has(id))
  return [...SOUND_COMMANDS, ...shared.map((command) => ({ ...command, scope: "sound" as const }))]
}

/** Commands that act while somebody answers the questions of a form; Enter goes on to the next one and never sends. */
const FORM_ONLY: readonly Command[] = rows("asking", [
  ["form.choose", "labels", digits("1234567890"), outside],
  ["form.next", "labels", [named("Enter"), named("ArrowDown")], { ...outside, repeats: true }],
  ["form.previous", "labels", [named("ArrowUp")], { ...outside, repeats: true }],
  ["form.cannotTell", "labels", [letter("u")], outside],
  ["form.clear", "labels", [named("Backspace"), named("Delete")], outside],
  ["form.nextInText", "text", [named("Enter"), named("ArrowDown")], inText],
  ["form.previousInText", "text", [named("ArrowUp")], inText],
  ["form.cannotTellInText", "text", [named("F8")], inText],
])

const SAME_IN_FORM: ReadonlySet<string> = new Set([
  ...["view.fit", "view.actual", "view.zoomIn", "view.zoomOut", "task.skip", "task.ask", "question.clear"],
  ...["task.previous", "task.guideline", "task.submitAnywhere"],
])

/** All commands of the page of a form, besides those that act everywhere. */
export const FORM_COMMANDS: readonly Command[] = [
  ...FORM_ONLY,
  ...TASK_COMMANDS.filter(({ id }) => SAME_IN_FORM.has(id)).map((command) => ({
    ...command,
    scope: "asking" as const,
  })),
]

/** Commands that act while somebody decides, as the keys page lists them. */
export const REVIEW_COMMANDS: readonly Command[] = rows("review", [
  // E edits, so the fifth answer has no letter of its own: Tab and Enter reach it.
  ["review.take", "review", [..."abcdf"].map(letter)],
  ["review.takeAll", "review", [..."abcdf"].map((character) => ({ character, shift: true }))],
  ["review.proposal", "review", [named(" ")]],
  ["review.merge", "review", [letter("m")]],
  ["review.none", "review", [letter("x")]],
  ["review.edit", "review", [letter("e")]],
  ["review.undecidable", "review", [letter("u")]],
  ["review.onePersonMore", "review", [letter("t")]],
  ["review.sendBack", "review", [letter("r")]],
  ["review.ask", "review", [letter("q")]],
  ["review.reason", "review", [letter("k")]],
  ["review.alike", "review", [letter("j")]],
  ["review.undo", "review", [named("Backspace")]],
  ["review.next", "review", [named("Tab")], { repeats: true }],
  ["review.previous", "review", [{ named: "Tab", shift: true }], { repeats: true }],
  ["review.nextTask", "review", [letter("n")]],
  ["review.previousTask", "review", [letter("p")]],
  ["review.view", "review", [letter("v")]],
  ["review.flip", "review", [letter("h")]],
  ["review.fit", "review", [letter("z")]],
  ["review.listen", "review", [letter("l")], { when: "heard" }],
  ["review.map", "review", [{ character: "v", shift: true }]],
  ["review.unseen", "review", [{ character: "u", shift: true }]],
  ["review.guideline", "review", [letter("g")]],
  ["review.file", "review", [named("Enter")]],
])

/** Commands of the panel that proposes a rejection: the letters of answers sleep under it. */
export const PROPOSE_COMMANDS: readonly Command[] = rows("propose", [
  ["propose.reason", "review", digits("123456789")],
  ["propose.clause", "review", [letter("c")]],
  ["propose.place", "review", [letter("e")]],
  ["propose.send", "review", [named("Enter")]],
])

/** Commands of who judges what others answered: a second person agrees or not, a third one answers in writing. */
export const JUDGE_COMMANDS: readonly Command[] = rows("judge", [
  ["judge.agree", "review", [letter("y")]],
  ["judge.disagree", "review", [letter("n")]],
  ["judge.send", "review", [named("Enter")]],
  ["judge.first", "review", [letter("a")]],
  ["judge.second", "review", [letter("b")]],
  ["judge.both", "review", [letter("c")]],
  ["judge.unclear", "review", [letter("u")]],
  ["judge.clause", "review", [letter("k")]],
  ["judge.sendAnswer", "review", [{ named: "Enter", mod: true }], { inText: true }],
  ["judge.handOn", "review", [letter("s")]],
])

const SEEING_IDS: readonly string[] = ["review.view", "review.flip", "review.fit", "review.guideline"]

/** What the review page's view commands are where somebody proposes or judges: the same keys for the same picture. */
export function seeingIn(scope: "propose" | "judge"): readonly Command[] {
  return REVIEW_COMMANDS.filter(({ id }) => SEEING_IDS.includes(id)).map((command) => ({ ...command, scope }))
}

/** Every command there is, in the order of the keys page. */
export const COMMANDS: readonly Command[] = [
  ...EVERYWHERE_COMMANDS,
  ...LOOK_COMMANDS,
  ...TASK_COMMANDS,
  ...ONE_BY_ONE_COMMANDS.filter(({ id }) => !SAME_ONE_BY_ONE.includes(id)),
  ...FORM_ONLY,
  ...GRID_COMMANDS.filter(({ id }) => !SAME_IN_GRID.includes(id)),
  ...SOUND_COMMANDS,
  ...REVIEW_COMMANDS,
  ...PROPOSE_COMMANDS,
  ...JUDGE_COMMANDS,
]

/** Keys that a person chose instead of the given ones, by command id. */
export type KeyMap = Readonly<Record<string, readonly Chord[]>>

/** The keys of a command under a person's own map. */
export function keysOf(command: Command, own: KeyMap = {}): readonly Chord[] {
  return own[command.id] ?? command.keys
}
