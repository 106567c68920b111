import { type AskedField, inLanguage } from "@justesse/types"
import { useEffect, useRef } from "react"
import { useStore as useZustand } from "zustand"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { Picture } from "../annotate/frames/Picture.tsx"
import { TaskColumn } from "../annotate/frames/TaskColumn.tsx"
import { FOCUS, useModel, useStore, useTask, useTaskContext } from "../annotate/ui.ts"
import { BareMiddle } from "./Bare.tsx"
import { conditionText } from "./conditionText.ts"
import { FieldInput } from "./FieldInput.tsx"
import styles from "./form.module.css"
import { formOf } from "./model.ts"
import { Places } from "./Places.tsx"

/** What a form is answered with: what it is about at the left, the questions one under the other; without anything, the form alone. */
export function FormFrame() {
  const isBare = useStore(({ looking, task }) => (looking?.sent ?? task?.lease)?.media.full === "")
  return (
    <>
      {isBare ? <BareMiddle /> : <Picture className={styles.main ?? ""} over={<Places />} />}
      <TaskColumn>
        <Questions />
      </TaskColumn>
    </>
  )
}

/** Follows the answer and what is in hand: the questions that are asked, and the one in hand. */
function useForm() {
  const model = useModel()
  const form = formOf(model)
  useTask(({ document }) => document)
  useZustand(form.view)
  return form
}

function Questions() {
  const t = useT("asking")
  const form = useForm()
  const { fields, now } = form
  const numbers = new Map(fields.map(({ id }, at) => [id, at + 1]))
  return (
    <section aria-label={t("questions")} className={styles.questions}>
      <FormChanged />
      {form.asked.map((asked) => (
        <Question asked={asked} isNow={asked.id === now?.id} key={asked.id} number={numbers.get(asked.id) ?? 0} />
      ))}
    </section>
  )
}

/** That the form changed since its holder answered last, or began this, and what is asked now that was not. */
function FormChanged() {
  const t = useT("asking")
  const language = useLanguage()
  const { fields } = useForm()
  const lease = useStore(({ task, looking }) => (looking ? null : task?.lease))
  const change = lease?.formChange
  if (!change) return null
  const numbersOf = (ids: readonly string[]) =>
    fields.flatMap(({ id }, at) => (ids.includes(id) ? [String(at + 1)] : [])).join(", ")
  const gone = change.gone.map((name) => t("quoted", { text: inLanguage(name, language) })).join(", ")
  const parts = [
    t(lease.draftRevision > 0 ? "changed.draft" : "changed.since"),
    ...(change.added.length > 0
      ? [t("changed.added", { count: change.added.length, list: numbersOf(change.added) })]
      : []),
    ...(change.changed.length > 0
      ? [t("changed.changed", { count: change.changed.length, list: numbersOf(change.changed) })]
      : []),
    ...(gone ? [t("changed.gone", { count: change.gone.length, list: gone })] : []),
  ]
  return (
    <p className={styles.changed} role="note">
      {parts.join(" ")}
    </p>
  )
}

interface QuestionProps {
  readonly asked: AskedField
  readonly number: number
  readonly isNow: boolean
}

function Question({ asked, number, isNow }: QuestionProps) {
  const t = useT("asking")
  const language = useLanguage()
  const form = useForm()
  const { ui } = useTaskContext()
  const isDisabled = useTask((task) => task.readOnly !== null)
  const place = useRef<HTMLElement>(null)
  const input = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!isNow) return
    place.current?.scrollIntoView({ block: "nearest" })
    // The caret goes where the question is answered; from there it leaves where nothing is typed.
    if (input.current) input.current.focus({ preventScroll: true })
    else if (document.activeElement instanceof HTMLElement && document.activeElement.closest(`.${styles.question}`))
      document.activeElement.blur()
  }, [isNow])
  const { id, name, field } = asked
  const condition = conditionText(form.fields, asked, t, language)
  const help = `form-help-${number}`
  return (
    <section
      aria-current={isNow || undefined}
      className={styles.question}
      onFocus={() => form.take(id)}
      onPointerDown={() => form.take(id)}
      ref={place}
    >
      <span className={styles.number}>{number}</span>
      <div>
        <h2 dir="auto" id={`form-question-${number}`}>
          {inLanguage(name, language)}
        </h2>
        {field.help && (
          <p dir="auto" id={help}>
            {inLanguage(field.help, language)}
          </p>
        )}
        <fieldset aria-labelledby={`form-question-${number}`} disabled={isDisabled}>
          <FieldInput
            asked={asked}
            describedBy={field.help ? help : undefined}
            id={isNow ? FOCUS.field : undefined}
            inputRef={input}
            isDisabled={isDisabled}
            onCannotTell={() => form.cannotTell(asked)}
            onChoose={(digit) => form.choose(asked, digit)}
            onUnread={(text) => form.keepUnread(id, text)}
            onValue={(value) => {
              if (ui.getState().notice) ui.setState({ notice: null })
              form.say(id, value)
            }}
            place={<PlaceSaid asked={asked} />}
            unread={form.view.getState().unread.get(id)}
            value={form.values.get(id)}
          />
          {condition !== "" && <span className={styles.by}>{condition}</span>}
        </fieldset>
      </div>
      {field.must && <span className={styles.must}>{t("must")}</span>}
    </section>
  )
}

function PlaceSaid({ asked }: { readonly asked: AskedField }) {
  const t = useT("asking")
  const form = useForm()
  const value = form.values.get(asked.id)
  const isSaid = typeof value === "object" && "x" in value
  return (
    <span className={styles.by}>
      {isSaid ? t("place.said", { x: Math.round(value.x), y: Math.round(value.y) }) : t("place.how")}
    </span>
  )
}

/** How far the form is, in words: how many questions are answered, and what must be and is not. */
export function FormNote() {
  const t = useT("asking")
  const form = useForm()
  const { asked, missing, values } = form
  const numbers = new Map(form.fields.map(({ id }, at) => [id, at + 1]))
  const list = missing.map(({ id }) => numbers.get(id)).join(", ")
  const done = asked.filter(({ id }) => values.has(id)).length
  return (
    <span className={styles.note} role="status">
      {t("done", { count: done, of: asked.length })}{" "}
      {missing.length === 0 ? t("nothingMissing") : t("missing", { count: missing.length, list })}
    </span>
  )
}
