import { typesText } from "../../shell/keyboard.ts"
import type { Around } from "../annotate/kinds/contract.ts"
import type { TaskModel } from "../annotate/model/task.ts"
import { runOnMedia } from "../media/hand.ts"
import type { Pressed } from "../parts/runner.ts"
import { type FormModel, formOf } from "./model.ts"

type FormAct = (form: FormModel, pressed: Pressed) => void

const ACTS: Readonly<Record<string, FormAct>> = {
  "form.choose": (form, { digit }) => form.now && form.choose(form.now, digit),
  "form.next": (form) => form.go(1),
  "form.nextInText": (form) => form.go(1),
  "form.previous": (form) => form.go(-1),
  "form.previousInText": (form) => form.go(-1),
  "form.cannotTell": (form) => form.now && form.cannotTell(form.now),
  "form.cannotTellInText": (form) => form.now && form.cannotTell(form.now),
  "form.clear": (form) => form.now && form.say(form.now.id, null),
}

/** What a command means to a form; false where it means what it means to every task. */
export function runOnForm({ say, isCovered }: Around, task: TaskModel, id: string, pressed: Pressed): boolean {
  const form = formOf(task)
  if (runOnMedia(id)) return true
  if (id === "escape") return !isCovered && leaveText()
  if (id === "task.submitAnywhere") return !mayGo(form, task, say)
  ACTS[id]?.(form, pressed)
  return id in ACTS
}

/** Out of the text: letters and digits are keys again, of the same question. */
function leaveText(): boolean {
  const { activeElement } = document
  if (!typesText(activeElement) || !(activeElement instanceof HTMLElement)) return false
  activeElement.blur()
  return true
}

/** What is written and cannot be read, then what must be answered and is not, is taken up first. */
function mayGo(form: FormModel, task: TaskModel, say: Around["say"]): boolean {
  if (!task.editable) return true
  const unread = form.asked.find(({ id }) => form.view.getState().unread.has(id))
  const [missing] = form.missing
  const first = unread ?? missing
  if (first) {
    form.take(first.id)
    say(unread ? "asking:notice.unread" : "asking:notice.missing", { number: numberOf(form, first.id) })
    return false
  }
  form.tidy()
  if (form.values.size > 0) return true
  say("asking:notice.nothing")
  return false
}

function numberOf(form: FormModel, id: string): number {
  return form.fields.findIndex((one) => one.id === id) + 1
}
