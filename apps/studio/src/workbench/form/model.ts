import { answerField } from "@justesse/editor/changes"
import {
  type AskedField,
  askedAfter,
  type FieldValue,
  type FieldValues,
  fieldsOf,
  isAnswerTo,
  isCannotTell,
  type LabelId,
  missingFields,
  valuesOf,
} from "@justesse/types"
import { createStore, type StoreApi } from "zustand/vanilla"
import { newRegionId } from "../annotate/model/ids.ts"
import type { TaskModel } from "../annotate/model/task.ts"
import { chosenBy } from "./chosenBy.ts"

/** What of a form is only on the page. */
interface FormShown {
  /** The question in hand; null: the first that is not answered. */
  readonly now: LabelId | null
  /** What is written that is no answer yet (a number without its end), by question: it stays until it is one. */
  readonly unread: ReadonlyMap<LabelId, string>
}

/** The questions of one task, and which of them is in hand. */
export class FormModel {
  readonly view: StoreApi<FormShown>
  readonly #task: TaskModel

  constructor(task: TaskModel) {
    this.#task = task
    this.view = createStore<FormShown>(() => ({ now: null, unread: new Map() }))
  }

  get fields(): AskedField[] {
    return fieldsOf(this.#task.snapshot.ontology.labels)
  }

  get values(): FieldValues {
    return valuesOf([...this.#task.document.regions.values()])
  }

  /** The questions that are asked after what was answered so far. */
  get asked(): AskedField[] {
    return askedAfter(this.fields, this.values)
  }

  get missing(): AskedField[] {
    return missingFields(this.fields, this.values)
  }

  /** The question in hand: where nobody chose one, the first that is not answered. */
  get now(): AskedField | null {
    const { asked, values } = this
    const { now } = this.view.getState()
    const chosen = asked.find(({ id }) => id === now)
    return chosen ?? asked.find(({ id }) => !values.has(id)) ?? asked[0] ?? null
  }

  take(id: LabelId): void {
    if (this.view.getState().now !== id) this.view.setState({ now: id })
  }

  /** The next question or the one before; at the end it stays. */
  go(by: 1 | -1): void {
    const { asked, now } = this
    const at = asked.findIndex(({ id }) => id === now?.id)
    const next = asked[Math.min(asked.length - 1, Math.max(0, at + by))]
    if (next) this.take(next.id)
  }

  /** Whoever answers a question has it in hand: the next key is about it, or goes on from it. */
  say(id: LabelId, value: FieldValue | null): void {
    this.take(id)
    this.#write(id, value)
  }

  #write(id: LabelId, value: FieldValue | null): void {
    if (!this.#task.editable) return
    const change = answerField(this.#task.document, newRegionId(), id, value)
    if (change) this.#task.write(change)
  }

  /** Written, and no answer yet: it takes the place of one. Null: it is one, or nothing. */
  keepUnread(id: LabelId, text: string | null): void {
    const unread = new Map(this.view.getState().unread)
    if (text === null) unread.delete(id)
    else unread.set(id, text)
    this.view.setState({ unread })
  }

  /** By its place, from 1, what a digit chooses in a question; chosen again, it is taken back. */
  choose({ id, field }: AskedField, digit: number): void {
    const value = this.values.get(id)
    const next = chosenBy(field, digit, value)
    if (next !== undefined) this.say(id, next)
  }

  cannotTell({ id, field }: AskedField): void {
    if (!field.cannotTell) return
    this.keepUnread(id, null)
    this.say(id, isCannotTell(this.values.get(id)) ? null : { cannotTell: true })
  }

  /** Before an answer goes out, what was said to questions that are not asked after all, or is no answer, leaves it. */
  tidy(): void {
    const asked = new Map(this.asked.map(({ id, field }) => [id, field]))
    for (const { label, value } of [...this.#task.document.regions.values()]) {
      const field = asked.get(label)
      if (!field || !isAnswerTo(field, value)) this.#write(label, null)
    }
  }
}

/** Forms by their tasks: commands come with the task alone. */
const openForms = new WeakMap<TaskModel, FormModel>()

/** The form of a task; made with the first who asks. */
export function formOf(task: TaskModel): FormModel {
  const open = openForms.get(task) ?? new FormModel(task)
  openForms.set(task, open)
  return open
}
