import { EVERYWHERE_COMMANDS, LOOK_COMMANDS, PROPOSED_ONE_BY_ONE, proposalsIn } from "@justesse/editor"
import { inLanguage, type Label, missingAttributes } from "@justesse/types"
import { languageNow, sentencesNow } from "../../../i18n/useT.ts"
import { runOnMedia } from "../../media/hand.ts"
import { rememberAnswer } from "../frames/lastAnswers.ts"
import { OneByOneFrame } from "../frames/OneByOne.tsx"
import type { TaskModel } from "../model/task.ts"
import type { Chosen, KindOnPage } from "./contract.ts"

/** One class of a whole picture, or all that hold: one key is the answer, and where one is asked for it sends. */
export const classification: KindOnPage = {
  Frame: OneByOneFrame,
  keys: {
    scope: "oneByOne",
    commands: [...EVERYWHERE_COMMANDS, ...PROPOSED_ONE_BY_ONE, ...LOOK_COMMANDS],
  },
  choose,
  run({ chosen }, model, id) {
    rememberSent(id, chosen, model)
    if (id !== "proposal.take") return runOnMedia(id)
    const [first] = proposalsIn(model.document)
    const label = first === undefined ? null : model.label(model.document.regions.get(first)?.label ?? null)
    // Taken, it is an answer as if somebody had chosen it: where one is asked for it sends.
    if (label) choose(chosen(), model, label)
    return true
  },
  saidNothing(context, model) {
    if (model.document.nothingHere && !isSeveral(model)) context.send()
  },
  mode: "objects",
  opening: ({ opening }) => opening,
  caption: () => "",
  tag: null,
  begin: () => {},
  reveal: () => {},
  fit: (engine) => engine.fit(),
  solidFrom: () => 0,
  Row: () => null,
  Strip: null,
}

function choose(context: Chosen, model: TaskModel, label: Label): void {
  model.answerWhole(label)
  const said = [...model.document.regions.values()].find((region) => region.label === label.id && !region.proposed)
  if (said && !isSeveral(model) && missingAttributes(said, label).length === 0) context.send()
}

function isSeveral({ snapshot }: TaskModel): boolean {
  return snapshot.ontology.answers?.several === true
}

/** Shows an answer that goes out in the strip of the last answers; other commands do nothing. */
export function rememberSent(command: string, chosen: () => Chosen, model: TaskModel): void {
  if ((command !== "task.submit" && command !== "task.submitAnywhere") || !model.editable) return
  const { engine, assignment } = chosen()
  const { regions, nothingHere } = model.answerNow()
  const names = regions.flatMap(({ label }) => {
    const known = model.label(label)
    return known ? inLanguage(known.name, languageNow()) : []
  })
  if (assignment !== null)
    rememberAnswer(assignment, engine, nothingHere ? sentencesNow("oneByOne")("none") : names.join(", "))
}
