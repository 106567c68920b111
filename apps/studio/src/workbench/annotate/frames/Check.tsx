import { findInFix, findSaid, writeFix } from "@justesse/editor/checking"
import { inLanguage, type Label, type Region, regionOf, thingLabels, Verdict, WRONG_REASON } from "@justesse/types"
import { type KeyboardEvent, Suspense, useEffect, useLayoutEffect, useRef, useState } from "react"
import { useStore as useZustand } from "zustand"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { lazyPart } from "../../../shell/upgrade/lazyPart.tsx"
import { countCommit } from "../../canvas/counters.ts"
import { grid } from "../../checks/grid.ts"
import { runOnMedia } from "../../media/hand.ts"
import { TaskIcon } from "../../parts/icons.tsx"
import { toChosen } from "../chosen.ts"
import { keyOf } from "../model/labelKey.ts"
import { useKind, useModel, useStore, useTask, useTaskContext } from "../ui.ts"
import styles from "./check.module.css"
import { GridFrame } from "./Grid.tsx"
import { LastAnswers } from "./LastAnswers.tsx"
import one from "./oneByOne.module.css"
import { Picture } from "./Picture.tsx"
import { TaskColumn } from "./TaskColumn.tsx"

const HeardThing = lazyPart(() => import("../../checks/HeardThing.tsx"), "HeardThing")

/** A thing that is checked: what is asked, the thing on its picture, and the answers with their keys. */
export function CheckFrame() {
  // What is heard comes one after the other: nobody hears sixteen at once.
  const isGrid = useStore(
    ({ task, looking }) => task?.guide.grid === true && looking === null && !isHeard(regionOf(task.lease.about)),
  )
  const inHand = useStore((store) => store.task?.lease.assignmentId ?? null)
  const isAlone = useZustand(grid, ({ alone, sending }) => inHand !== null && sending === null && alone.has(inHand))
  return isGrid && !isAlone ? <GridFrame /> : <OneFrame />
}

function OneFrame() {
  const isFixing = useTask((task) => findInFix(task.document) !== null)
  const region = useTask((task) => regionOf(task.about))
  const media = useStore(({ looking, task }) => (looking?.sent ?? task?.lease)?.media)
  const shown = {
    above: <Question />,
    className: one.main ?? "",
    below: isFixing ? null : <LastAnswers />,
  }
  return (
    <>
      {isHeard(region) && region && media ? (
        <Suspense fallback={<main className={shown.className}>{shown.above}</main>}>
          <HeardThing {...shown} media={media} region={region} />
        </Suspense>
      ) : (
        <Picture {...shown} isOfOnePlace />
      )}
      <TaskColumn>{isFixing ? <Fixing /> : <Verdicts />}</TaskColumn>
    </>
  )
}

/** Whether it is a stretch of a recording. */
function isHeard(region: Region | null): boolean {
  return region?.geometry.type === "span"
}

function useThing(): { readonly name: string; readonly text: string | null; readonly isHeard: boolean } {
  const language = useLanguage()
  const model = useModel()
  const region = useTask((task) => regionOf(task.about))
  const label = model.label(region?.label ?? null)
  return {
    name: label ? inLanguage(label.name, language) : (region?.label ?? ""),
    text: region?.transcript?.value ?? null,
    isHeard: isHeard(region),
  }
}

function Question() {
  const t = useT("check")
  const language = useLanguage()
  const { name, text, isHeard: heard } = useThing()
  const isFixing = useTask((task) => findInFix(task.document) !== null)
  const question = useTask((task) => task.ontology.answers?.question)
  const wasSent = useStore((store) => store.looking !== null)
  const own = question && inLanguage(question, language)
  return (
    <div className={one.question}>
      <h1 dir="auto">
        {own || t("asked")} <mark className={styles.thing}>{name}</mark>
        {text !== null && !heard && <q dir="auto">{text}</q>}
      </h1>
      {!wasSent && <span>{t(isFixing ? (heard ? "howFixHeard" : "howFix") : "how")}</span>}
    </div>
  )
}

/** The four answers, and why it is wrong. */
function Verdicts() {
  const t = useT("check")
  const model = useModel()
  const said = useTask((task) => findSaid(task.document)?.label ?? null)
  const isWrong = Verdict.safeParse(said).data === "wrong"
  useLayoutEffect(countCommit)
  return (
    <section aria-label={t("answers")} className={styles.verdicts}>
      <div aria-label={t("answers")} className={styles.four} role="radiogroup">
        {model.labels.map((label) => (
          <Answer isSaid={label.id === said} key={label.id} label={label} />
        ))}
      </div>
      <Reasons isOpen={isWrong} />
    </section>
  )
}

const SIGN = { right: "check", fix: "pen", wrong: "close", cannot_tell: "eye" } as const

function Answer({ label, isSaid }: { readonly label: Label; readonly isSaid: boolean }) {
  const t = useT("check")
  const language = useLanguage()
  const context = useTaskContext()
  const model = useModel()
  const kind = useKind()
  const isDisabled = useTask((task) => task.readOnly !== null)
  const { isHeard: heard } = useThing()
  const verdict = Verdict.safeParse(label.id).data ?? "cannot_tell"
  return (
    <button
      aria-checked={isSaid}
      className={styles.verdict}
      data-verdict={verdict}
      disabled={isDisabled}
      onClick={() => kind.choose?.(toChosen(context), model, label)}
      role="radio"
      type="button"
    >
      <TaskIcon name={SIGN[verdict]} small />
      <span className={one.name}>
        <b dir="auto">{inLanguage(label.name, language)}</b>
        <small>{t(heard ? `heard.${verdict}` : `meaning.${verdict}`)}</small>
      </span>
      <span aria-hidden="true" className={one.cap}>
        {keyOf(model.labels, label).toUpperCase()}
      </span>
    </button>
  )
}

function Reasons({ isOpen }: { readonly isOpen: boolean }) {
  const t = useT("check")
  const language = useLanguage()
  const { run } = useTaskContext()
  const model = useModel()
  const chosen = useTask((task) => findSaid(task.document)?.attributes?.[WRONG_REASON])
  const isDisabled = useTask((task) => task.readOnly !== null)
  const reason = model.labels.flatMap(({ attributes }) => attributes).find(({ id }) => id === WRONG_REASON)
  if (!reason) return null
  return (
    <fieldset className={styles.reasons} data-open={isOpen || undefined}>
      <legend>
        {inLanguage(reason.name, language)} <span>{t("ifLiked")}</span>
      </legend>
      {reason.options.slice(0, 9).map((option, at) => (
        <button
          aria-pressed={chosen === option.id}
          className={one.answer}
          disabled={isDisabled}
          key={option.id}
          onClick={() => run("label.choose", at + 1)}
          type="button"
        >
          <span aria-hidden="true" className={one.cap}>
            {at + 1}
          </span>
          <span className={one.name} dir="auto">
            {inLanguage(option.name, language)}
          </span>
        </button>
      ))}
    </fieldset>
  )
}

/** What the thing should be: its edges on the picture, its label and its text here. */
function Fixing() {
  const t = useT("check")
  const language = useLanguage()
  const context = useTaskContext()
  const { run } = context
  const model = useModel()
  const kind = useKind()
  const fixed = useTask((task) => findInFix(task.document))
  const labels = thingLabels(model.snapshot.ontology).labels.filter(({ retired }) => !retired)
  return (
    <section aria-label={t("fixing")} className={styles.verdicts}>
      <div className={styles.fixing}>
        <b>{t("fixing")}</b>
      </div>
      {fixed && (fixed.transcript || isHeard(fixed)) && (
        <TextLine isHeard={isHeard(fixed)} text={fixed.transcript?.value ?? ""} />
      )}
      <div aria-label={t("label")} className={styles.things} role="radiogroup">
        {labels.map((label, at) => (
          <button
            aria-checked={fixed?.label === label.id}
            className={one.answer}
            key={label.id}
            onClick={() => kind.choose?.(toChosen(context), model, label)}
            role="radio"
            type="button"
          >
            <span aria-hidden="true" className={one.cap}>
              {at < 9 ? at + 1 : ""}
            </span>
            <span className={one.name} dir="auto">
              {inLanguage(label.name, language)}
            </span>
          </button>
        ))}
      </div>
      <button className={styles.leave} onClick={() => run("escape")} type="button">
        {t("giveUp")} <Cap of="escape" />
      </button>
    </section>
  )
}

function TextLine({ text, isHeard: heard }: { readonly text: string; readonly isHeard: boolean }) {
  const t = useT("check")
  const { run } = useTaskContext()
  const model = useModel()
  const [value, setValue] = useState(text)
  const field = useRef<HTMLInputElement>(null)
  // Whoever said that a text is to be fixed writes next.
  useEffect(() => field.current?.focus(), [])
  const keep = () => {
    const change = writeFix(model.document, value)
    if (change) model.write(change)
  }
  const press = (event: KeyboardEvent) => {
    // As where recordings are written down: Tab plays while the caret is in a text, and Escape leads out of it.
    if (heard && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault()
      event.stopPropagation()
      runOnMedia("media.play")
      return
    }
    if (event.key !== "Enter" && event.key !== "Escape") return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === "Enter") keep()
    run(event.key === "Enter" ? "task.submitAnywhere" : "escape")
  }
  return (
    <label className={styles.text}>
      <span>{t("text")}</span>
      <input
        ref={field}
        dir="auto"
        onBlur={keep}
        onChange={(event) => setValue(event.currentTarget.value)}
        onKeyDown={press}
        value={value}
      />
    </label>
  )
}
