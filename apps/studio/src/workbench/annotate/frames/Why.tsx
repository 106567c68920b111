import { answerWhy, findWhy } from "@justesse/editor/changes"
import { inLanguage } from "@justesse/types"
import { useStore } from "zustand"
import { createStore } from "zustand/vanilla"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { Cap, useCap } from "../../../keys/Cap.tsx"
import type { TaskModel } from "../model/task.ts"
import { useModel, useTask, useTaskContext } from "../ui.ts"
import styles from "./why.module.css"

/** Where words of one's own are written. */
export const WORDS = "answer-words"
/** Signs of one's own words. */
const MOST_SIGNS = 2_000

/** Words that were written before the grade of a task, and wait for it. */
const early = createStore<{ readonly model: TaskModel; readonly words: string } | null>(() => null)

/** Words wait for the grade of this task. */
export function hasEarlyWords(model: TaskModel): boolean {
  const waiting = early.getState()
  return waiting?.model === model && waiting.words !== ""
}

/** The grade was given: words that waited for it are said with it. */
export function sayEarlyWords(model: TaskModel): void {
  const waiting = early.getState()
  if (waiting?.model !== model || model.document.order.length === 0) return
  early.setState(null, true)
  say(model, { tags: findWhy(model.document).tags, words: waiting.words })
}

/** What made somebody say so: words that the owner chose, and their own; any of them, or none. */
export function Why() {
  const t = useT("oneByOne")
  const language = useLanguage()
  const model = useModel()
  const cap = useCap()
  const tags = useTask(({ ontology }) => ontology.answers?.tags) ?? []
  const document = useTask((task) => task.document)
  const { run } = useTaskContext()
  const readOnly = useTask((task) => task.readOnly !== null)
  const isGraded = document.order.length > 0
  const isDisabled = readOnly || !isGraded
  const { tags: given, words } = findWhy(document)
  const waiting = useStore(early, (now) => (now?.model === model ? now.words : ""))
  const shown = isGraded ? words : waiting
  return (
    <section aria-label={t("why")} className={styles.why}>
      <div className={styles.head}>
        <b>{t("why")}</b>
        <span>{t("ifYouLike")}</span>
      </div>
      {tags.length > 0 && (
        <div className={styles.tags}>
          {tags.map(({ id, name }, at) => (
            <button
              aria-pressed={given.includes(id)}
              className={styles.tag}
              disabled={isDisabled}
              key={id}
              onClick={() => toggleTag(model, at + 1)}
              type="button"
            >
              {at < 9 && <Cap digit={at + 1} of="attribute.step" />}
              <span dir="auto">{inLanguage(name, language)}</span>
            </button>
          ))}
        </div>
      )}
      <label className={styles.words}>
        <textarea
          aria-label={t("ownWords")}
          dir="auto"
          disabled={readOnly}
          id={WORDS}
          maxLength={MOST_SIGNS}
          onChange={({ target }) => {
            if (isGraded) say(model, { tags: given, words: target.value })
            else early.setState({ model, words: target.value }, true)
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            event.currentTarget.blur()
            if (!event.repeat) run("task.submitAnywhere")
          }}
          placeholder={t("ownWords")}
          rows={2}
          value={shown}
        />
        {shown === "" && <kbd aria-hidden="true">{cap("answer.words")}</kbd>}
      </label>
    </section>
  )
}

function say(model: TaskModel, why: Parameters<typeof answerWhy>[1]): void {
  const change = answerWhy(model.document, why)
  if (change && model.editable) model.write(change)
}

/** Gives a reason by its place in the list, or takes it back; false where nothing was answered yet. */
export function toggleTag(model: TaskModel, digit: number): boolean {
  const tag = model.snapshot.ontology.answers?.tags?.[digit - 1]
  if (!tag || !model.editable) return true
  if (model.document.order.length === 0) return false
  const { tags, words } = findWhy(model.document)
  const next = tags.includes(tag.id) ? tags.filter((id) => id !== tag.id) : [...tags, tag.id]
  say(model, { tags: next, words })
  return true
}
