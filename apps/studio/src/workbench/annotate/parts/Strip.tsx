import type { TextVisit } from "@justesse/editor"
import { isRightToLeft } from "@justesse/editor/writing/cut"
import type { Region, TextDirection, TextPart } from "@justesse/types"
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from "react"
import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { countCommit } from "../../canvas/counters.ts"
import styles from "../../parts/frame.module.css"
import { TaskIcon } from "../../parts/icons.tsx"
import { LineField } from "../../parts/LineField.tsx"
import { FOCUS, useModel, useStore, useTask, useTaskContext } from "../ui.ts"
import { MARKS, markText, setDirection } from "../writing/acts.ts"
import { Characters } from "../writing/Characters.tsx"
import { Marked } from "../writing/Marked.tsx"
import writing from "../writing/writing.module.css"
import { LineCrop } from "./LineCrop.tsx"

const LANGUAGES: readonly string[] = ["en", "fr", "de", "es", "ar"]
const DIRECTIONS = [undefined, "ltr", "rtl", "ttb"] as const

/** The line strip: ink above the caret with the same left edge, so that the eye hardly travels. */
export function Strip() {
  const t = useT("task")
  const model = useModel()
  const selected = useTask((task) => task.session.selected)
  useLayoutEffect(countCommit)
  const region = useTask((task) => (selected === null ? undefined : task.document.regions.get(selected)))
  return (
    <section aria-label={t("strip.title")} className={styles.strip}>
      <LineCrop region={region} caption={<Caption region={region} />} />
      <Field key={selected ?? "none"} region={region} />
      <MarkRow disabled={!region || !model.editable} />
      {region && model.editable && <Characters />}
    </section>
  )
}

function Caption({ region }: { region: Region | undefined }) {
  const t = useT("task")
  const order = useTask((task) => task.document.order)
  const draws = useTask((task) => task.session.tool === "box")
  if (!region) return <span>{t(order.length === 0 ? "strip.noLines" : draws ? "strip.drawOrPick" : "strip.pick")}</span>
  return <b>{t("strip.place", { number: order.indexOf(region.id) + 1, count: order.length })}</b>
}

/** The field stays where it is from line to line; Enter goes on, leaving it makes one step of what was typed. */
function Field({ region }: { region: Region | undefined }) {
  const t = useT("task")
  const model = useModel()
  const visit = useTask((task) => (task.visit?.region === region?.id ? task.visit : null))
  const readOnly = useTask((task) => task.readOnly !== null)
  const place = useTask((task) => (region ? task.document.order.indexOf(region.id) + 1 : 0))
  const field = useRef<HTMLTextAreaElement>(null)
  const shown = valueOf(region, visit)
  const language = visit ? visit.language : region?.transcript?.language
  const wanted = visit !== null
  useEffect(() => {
    const element = field.current
    if (!wanted || !element || document.activeElement === element) return
    element.focus({ preventScroll: true })
    element.setSelectionRange(element.value.length, element.value.length)
  }, [wanted])
  const languages = useStore(({ task }) => task?.guide.writing?.languages)
  const said = visit ? visit.direction : region?.transcript?.direction
  const direction = directionOf(said, language)
  const parts = visit ? visit.parts : region?.transcript?.parts
  return (
    <div className={styles.field}>
      <MarkedField field={field} direction={direction} language={language} parts={parts} value={shown}>
        <LineField
          direction={direction}
          disabled={!region || readOnly}
          id={FOCUS.field}
          label={region ? t("strip.text", { number: place }) : t("strip.title")}
          language={language}
          onBlur={(event) => {
            // Buttons of the strip act on the text in hand; anything else ends the visit.
            if (!event.currentTarget.closest("section")?.contains(event.relatedTarget)) model.leaveText()
          }}
          onFocus={() => region && model.enterText(region.id)}
          onType={(value) => model.type(value)}
          ref={field}
          value={shown}
        />
      </MarkedField>
      <button
        className={styles.lang}
        disabled={!visit}
        onClick={() =>
          model.setTextLanguage(nextOf([undefined, ...(languages?.length ? languages : LANGUAGES)], language))
        }
        title={t("strip.language")}
        type="button"
      >
        {language ?? t("strip.anyLanguage")}
      </button>
      <button
        aria-label={t(`strip.runs.${said ?? direction}`)}
        className={styles.lang}
        disabled={!visit || shown === ""}
        onClick={() => setDirection(model, nextOf(DIRECTIONS, said))}
        title={t(`strip.runs.${said ?? direction}`)}
        type="button"
      >
        <TaskIcon name={said === "ttb" ? "lower" : direction === "rtl" ? "directionLeft" : "direction"} />
        {said === undefined && "…"}
      </button>
    </div>
  )
}

function valueOf(region: Region | undefined, visit: TextVisit | null): string {
  return visit ? visit.value : (region?.transcript?.value ?? "")
}

/** The one after `now`, around the end. */
function nextOf<T>(all: readonly T[], now: T): T | undefined {
  return all[(all.indexOf(now) + 1) % all.length]
}

function directionOf(said: TextDirection | undefined, language: string | undefined): "ltr" | "rtl" | "auto" {
  if (said === "ltr" || said === "rtl") return said
  if (!language) return "auto"
  return isRightToLeft({ value: "", language }) ? "rtl" : "ltr"
}

interface MarkedFieldProps {
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly direction: "ltr" | "rtl" | "auto"
  readonly language: string | undefined
  readonly parts: readonly TextPart[] | undefined
  readonly value: string
  readonly children: ReactNode
}

/** The field over the marks of its words; they move along with a text that is longer than it. */
function MarkedField({ field, direction, language, parts, value, children }: MarkedFieldProps) {
  const under = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const follow = () => {
      if (under.current) under.current.scrollLeft = field.current?.scrollLeft ?? 0
    }
    follow()
    const element = field.current
    element?.addEventListener("scroll", follow)
    return () => element?.removeEventListener("scroll", follow)
  })
  return (
    <div className={writing.over}>
      {parts && parts.length > 0 && (
        <div aria-hidden="true" className={writing.under} dir={direction} lang={language} ref={under}>
          <Marked parts={parts} value={value} />
        </div>
      )}
      {children}
    </div>
  )
}

function MarkRow({ disabled }: { disabled: boolean }) {
  const t = useT("task")
  const { run } = useTaskContext()
  const model = useModel()
  const visit = useTask((task) => task.visit)
  const selected = useTask((task) => task.session.selected)
  const isDocument = model.readsLines
  const stored = useTask((task) => (selected === null ? undefined : task.document.regions.get(selected)?.transcript))
  const marks = visit ? visit.marks : (stored?.marks ?? [])
  return (
    <div className={styles.marks}>
      <button className={styles.tiny} disabled={disabled} onClick={() => run("text.next")} type="button">
        <Cap of="text.next" />
        {t("strip.next")}
      </button>
      <button className={styles.tiny} disabled={disabled} onClick={() => run("text.previous")} type="button">
        <Cap of="text.previous" />
        {t("strip.previous")}
      </button>
      <span className={`${styles.tiny} ${styles.dim}`}>
        <Cap of="label.chooseInText" />
        {t("strip.label")}
      </span>
      <span className={styles.grow} />
      {isDocument &&
        (["split", "join"] as const).map((act) => (
          <button
            className={styles.tiny}
            disabled={disabled}
            key={act}
            onClick={() => run(`text.${act}`)}
            onMouseDown={(event) => event.preventDefault()}
            title={t(`command.text.${act}`)}
            type="button"
          >
            <Cap of={`text.${act}`} />
            {t(`strip.${act}`)}
          </button>
        ))}
      {MARKS.map((mark) => (
        <button
          aria-pressed={marks.includes(mark)}
          className={styles.tiny}
          disabled={disabled}
          key={mark}
          onClick={() => markText(model, mark)}
          // What is selected in the field stays so.
          onMouseDown={(event) => event.preventDefault()}
          title={t("strip.markWhat")}
          type="button"
        >
          <Cap of={`text.${mark}`} />
          {t(`marks.${mark}`)}
        </button>
      ))}
      <button className={styles.tiny} disabled={disabled} onClick={() => run("text.place")} type="button">
        <Cap of="text.place" />
        {t("strip.box")}
      </button>
    </div>
  )
}
