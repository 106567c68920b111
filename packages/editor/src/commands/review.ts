import type { Command } from "./contract.ts"
import { digits, letter, named, rows } from "./rows.ts"

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
