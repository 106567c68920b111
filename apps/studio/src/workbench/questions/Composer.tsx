import { numberOf, type QuestionOut, toScreen } from "@justesse/editor"
import {
  type AssignmentId,
  boxOf,
  clausesOf,
  inLanguage,
  type MessageId,
  type Point,
  type Region,
  type ThreadId,
  toSpotRegion,
} from "@justesse/types"
import { clauseFor } from "@justesse/work/similarQuestions"
import { useQuery } from "@tanstack/react-query"
import { useEffect, useMemo, useRef } from "react"
import { trpc } from "../../api.ts"
import { failureOf } from "../../failures/thrown.ts"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Form } from "../../ui/Form.tsx"
import type { TaskStore } from "../annotate/model/store.ts"
import { trpcTransport } from "../annotate/trpcTransport.ts"
import { useModel, useStore, useTask, useTaskContext } from "../annotate/ui.ts"
import type { CanvasEngine } from "../canvas/engine.ts"
import styles from "../parts/frame.module.css"
import css from "./questions.module.css"

interface ComposerProps {
  readonly assignmentId: AssignmentId
  readonly point: Point | null
  readonly threadId: ThreadId
  readonly messageId: MessageId
  /** It was answered, and is not clear yet. */
  readonly again: boolean
  readonly text: string
  readonly onText: (text: string) => void
  readonly onAside: () => void
  readonly onDone: () => void
}

/** The words, a clause that may answer, and the two ways to ask. */
export function Composer({
  assignmentId,
  point,
  threadId,
  messageId,
  again,
  text,
  onText,
  onAside,
  onDone,
}: ComposerProps) {
  const t = useT("task")
  const { store, ui, run } = useTaskContext()
  const model = useModel()
  const selected = useTask((task) => task.session.selected)
  const region = (selected === null ? undefined : model.document.regions.get(selected)) ?? null
  const language = useLanguage()
  const label = region && model.label(region.label)
  const clause = useOfferedClause(text)
  const field = useRef<HTMLTextAreaElement>(null)
  const close = () => {
    onDone()
    ui.setState({ panel: null })
  }
  const ask = (putAside: boolean) => {
    if (text.trim() === "" || store.sending) return
    const question = {
      ...{ threadId, messageId, text, regionId: region?.id ?? null, putAside },
      ...{ spot: spotOf(point, region), clause: clause?.number ?? null },
    }
    // What is written stays until it is stored: the layer is another one for the next task.
    if (putAside) {
      ui.setState({ panel: null })
      onAside()
      store.dispatch({ type: "ask", question })
    } else
      void askAndGoOn(store, question).then((isStored) => {
        if (!isStored) return
        close()
        ui.setState({ asked: assignmentId, notice: { key: "notice.asked" } })
      })
  }
  return (
    <Form
      className={css.composer}
      ref={useBeside(point, region)}
      onSubmit={(event) => {
        event.preventDefault()
        ask(true)
      }}
    >
      <header>
        <b>{t(again ? "ask.again" : point ? "ask.place" : "ask.picture")}</b>
        {region && (
          <span className={css.with}>
            {t("ask.with", {
              number: numberOf(model.scene, region.id),
              label: label ? inLanguage(label.name, language) : "",
            })}
          </span>
        )}
      </header>
      <textarea
        aria-label={t("ask.words")}
        maxLength={4_000}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.repeat) return
          event.preventDefault()
          ask(!(event.ctrlKey || event.metaKey))
        }}
        onChange={(event) => onText(event.currentTarget.value)}
        placeholder={t("ask.words")}
        ref={(it) => {
          if (field.current === null) it?.focus()
          field.current = it
        }}
        rows={3}
        value={text}
      />
      {clause && (
        <p className={css.clause}>
          <b>{t("ask.clause", { clause: clause.number })}</b> {clause.title}{" "}
          <button
            type="button"
            onClick={() => {
              close()
              if (!ui.getState().guideline) run("task.guideline")
            }}
          >
            {t("ask.thatIsIt")}
          </button>
        </p>
      )}
      <footer>
        <button type="submit" className={css.primary} disabled={text.trim() === ""}>
          {t("ask.aside")} <kbd aria-hidden="true">⏎</kbd>
        </button>
        <button type="button" className={styles.tiny} disabled={text.trim() === ""} onClick={() => ask(false)}>
          {t("ask.goOn")} <kbd aria-hidden="true">Ctrl ⏎</kbd>
        </button>
        <WhoAnswers />
      </footer>
    </Form>
  )
}

/** Asks and goes on with the same task: true once it is stored. */
async function askAndGoOn(store: TaskStore, question: QuestionOut): Promise<boolean> {
  const { task } = store.snapshot
  if (!task) return false
  const { assignmentId, fence } = task.lease
  try {
    await trpcTransport.ask({ assignmentId, fence, want: 1, ...question })
    return true
  } catch (error) {
    store.dispatch({ type: "failed", failure: { ...failureOf(error), error } })
    return false
  }
}

function spotOf(point: Point | null, region: Region | null) {
  return { point, region: region && toSpotRegion(region), place: null }
}

/** Who answers, how soon, and that asking is work. */
function WhoAnswers() {
  const t = useT("task")
  const format = useFormat()
  const project = useStore((snapshot) => snapshot.task?.lease.project ?? "")
  const who = useQuery(trpc.question.who.queryOptions({ project }, { staleTime: 300_000 })).data
  if (!who) return <p>{t("ask.counts")}</p>
  const names = who.answer.join(", ")
  const soon = who.typicalMinutes === null ? null : format.minutes(60 * who.typicalMinutes)
  return (
    <p>
      {names !== "" && `${t(soon === null ? "ask.who" : "ask.whoSoon", { names, soon: soon ?? "" })} `}
      {t("ask.counts")}
    </p>
  )
}

/** The clause of the guideline that shares most words with what is asked. */
function useOfferedClause(text: string) {
  const language = useLanguage()
  const guideline = useStore((snapshot) => snapshot.task?.guide.guideline ?? "")
  const clauses = useMemo(() => clausesOf(guideline, language), [guideline, language])
  return useMemo(() => clauseFor(text, clauses), [text, clauses])
}

const WIDTH = 372
const HEIGHT = 272
const FROM_PIN = 24

/** Beside the pin and what is asked about where there is room, never outside of the picture's frame; it moves with the view. */
function useBeside(point: Point | null, region: Region | null) {
  const { engine } = useTaskContext()
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const follow = () => {
      const { left, top } = placeBeside(point, region, engine)
      if (form.current) form.current.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`
    }
    follow()
    return engine.onView(follow)
  }, [engine, point, region])
  return form
}

function placeBeside(point: Point | null, region: Region | null, { view, screen }: CanvasEngine) {
  const clamp = (value: number, most: number) => Math.min(Math.max(12, value), Math.max(12, most))
  const at = point ? toScreen(view, point) : { x: screen.width / 2 - WIDTH / 2, y: screen.height / 2 }
  const box = region && point ? boxOf(region) : null
  const from = box ? toScreen(view, box).x : at.x
  const to = box ? toScreen(view, { x: box.x + box.width, y: box.y }).x : at.x
  // Free of the region, right or left; else at least free of the pin.
  const places = [Math.max(at.x, to) + FROM_PIN, Math.min(at.x, from) - FROM_PIN - WIDTH, at.x + FROM_PIN]
  const free = places.find((left) => left >= 12 && left + WIDTH + 12 <= screen.width)
  const left = point ? (free ?? at.x - FROM_PIN - WIDTH) : at.x
  return { left: clamp(left, screen.width - WIDTH - 12), top: clamp(at.y - HEIGHT / 2, screen.height - HEIGHT - 12) }
}
