import { answerWhy, findWhy } from "@justesse/editor/changes"
import { inLanguage } from "@justesse/types"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { Cap, useCap } from "../../../keys/Cap.tsx"
import type { TaskModel } from "../model/task.ts"
import { useModel, useTask } from "../ui.ts"
import styles from "./why.module.css"

/** Where words of one's own are written. */
export const WORDS = "answer-words"
/** Signs of one's own words. */
const MOST_SIGNS = 2_000

/** What made somebody say so: words that the owner chose, and their own; any of them, or none. */
export function Why() {
  const t = useT("oneByOne")
  const language = useLanguage()
  const model = useModel()
  const cap = useCap()
  const tags = useTask(({ ontology }) => ontology.answers?.tags) ?? []
  const document = useTask((task) => task.document)
  const isDisabled = useTask((task) => task.readOnly !== null || task.document.order.length === 0)
  const { tags: given, words } = findWhy(document)
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
          disabled={isDisabled}
          id={WORDS}
          maxLength={MOST_SIGNS}
          onChange={({ target }) => say(model, { tags: given, words: target.value })}
          placeholder={t("ownWords")}
          rows={2}
          value={words}
        />
        {words === "" && <kbd aria-hidden="true">{cap("answer.words")}</kbd>}
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
