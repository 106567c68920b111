import type { AssignmentId } from "@justesse/types"
import { useQuery } from "@tanstack/react-query"
import { type ReactNode, useEffect, useState } from "react"
import { useStore as useZustand } from "zustand"
import { api, trpc } from "../../../../api.ts"
import { useT } from "../../../../i18n/useT.ts"
import { useFormat } from "../../../../locale/useFormat.ts"
import { useMe, useProjectSlug } from "../../../../shell/useMe.ts"
import { type TimeLimit as Limit, putAwayLimit, putAwayLimits, sayLimit } from "../../../../time/limit.ts"
import { useAct } from "../../../../ui/useAct.ts"
import { NetLine } from "../../../parts/NetLine.tsx"
import { useStore, useTaskContext } from "../../ui.ts"
import css from "./limit.module.css"

interface Props {
  /** Shown while nothing is asked here. */
  readonly children: ReactNode
}

/** The time limit of a task that is paid: from four fifths on how much is used, and at its end the question. */
export function TimeLimit({ children }: Props) {
  const project = useProjectSlug()
  const { practice } = useTaskContext()
  const isPaid = useMe()?.projects.some((one) => one.project === project && one.mode === "paid")
  const assignment = useStore(({ looking, task }) => (looking ? null : (task?.lease.assignmentId ?? null)))
  if (!isPaid || practice || !assignment) return children
  return (
    <OfTask assignment={assignment} key={assignment}>
      {children}
    </OfTask>
  )
}

function OfTask({ assignment, children }: Props & { readonly assignment: AssignmentId }) {
  const { data } = useQuery(trpc.work.timeLimit.queryOptions({ assignmentId: assignment }, { staleTime: Infinity }))
  const [extended, setExtended] = useState<Limit | null>(null)
  const [refused, setRefused] = useState<"exposed" | "unfunded" | "ended" | null>(null)
  const limit = extended ?? data?.limit ?? null
  const active = useStore(({ activeSeconds }) => activeSeconds)
  const isPutAway = useZustand(putAwayLimits, (away) => away.has(assignment))
  const said = sayLimit(limit, active, isPutAway)
  const isCalm = useCalm(said.what === "ask")
  const extend = useAct(api.work.extend.mutate, ({ status, limit: now }) => {
    setExtended(now)
    if (status !== "granted" && status !== "early") setRefused(status)
  })
  const goOn = () => limit && extend.mutate({ assignmentId: assignment, extensions: limit.extensions })
  if (said.what === "ask" && isCalm)
    return (
      <Question
        limitSeconds={said.limitSeconds}
        onAway={() => putAwayLimit(assignment)}
        onGoOn={extend.isPending ? null : goOn}
        refused={refused}
      />
    )
  return (
    <>
      {children}
      {said.what === "gauge" && <Gauge of={said.limitSeconds} used={said.seconds} />}
      {said.what === "waits" && <Waits seconds={said.waitingSeconds} />}
    </>
  )
}

/** Whether a question may come now: not while something is being drawn. */
function useCalm(isWanted: boolean): boolean {
  const { engine } = useTaskContext()
  const [isCalm, setCalm] = useState(false)
  useEffect(() => {
    if (!isWanted) return undefined
    const look = () => {
      if (engine.busy) return
      setCalm(true)
      clearInterval(timer)
    }
    const timer = setInterval(look, 250)
    look()
    return () => {
      clearInterval(timer)
      setCalm(false)
    }
  }, [isWanted, engine])
  return isCalm
}

interface QuestionProps {
  readonly limitSeconds: number
  readonly refused: "exposed" | "unfunded" | "ended" | null
  /** Null while it is on its way. */
  readonly onGoOn: (() => void) | null
  readonly onAway: () => void
}

/** Go on, or send what is there? Nothing waits for an answer: drawing goes on, and so does the clock. */
function Question({ limitSeconds, refused, onGoOn, onAway }: QuestionProps) {
  const t = useT("task")
  const format = useFormat()
  const { run } = useTaskContext()
  useKeys(refused ? null : onGoOn, onAway)
  return (
    <NetLine
      icon="clock"
      text={refused ? t("limit.refusedText") : t("limit.askText")}
      title={refused ? t(`limit.refused.${refused}`) : t("limit.ask", { limit: format.minutes(limitSeconds) })}
    >
      {!refused && (
        <button disabled={!onGoOn} onClick={() => onGoOn?.()} type="button">
          {t("limit.goOn")} <kbd aria-hidden="true">{t("limit.goOnKey")}</kbd>
        </button>
      )}
      <button onClick={() => run("task.submitAnywhere")} type="button">
        {t("limit.send")}
      </button>
      <button onClick={onAway} type="button">
        {t("limit.notNow")}
      </button>
    </NetLine>
  )
}

/** Alt Enter goes on; Escape puts the question away once there is nothing else for it to lead out of. */
function useKeys(onGoOn: (() => void) | null, onAway: () => void): void {
  const { engine, ui, store } = useTaskContext()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.repeat) return
      if (event.key === "Enter" && event.altKey && !event.ctrlKey && onGoOn) {
        event.preventDefault()
        event.stopPropagation()
        onGoOn()
      }
      const shown = store.shown?.snapshot
      const isElsewhere = engine.busy || ui.getState().panel !== null || shown?.session.selected !== null
      if (event.key === "Escape" && !isElsewhere) onAway()
    }
    // Before the page's own keys: they would take what is selected, or a panel, away first.
    window.addEventListener("keydown", onKey, true)
    return () => window.removeEventListener("keydown", onKey, true)
  }, [engine, ui, store, onGoOn, onAway])
}

function Gauge({ used, of }: { readonly used: number; readonly of: number }) {
  const t = useT("task")
  const format = useFormat()
  return (
    <div className={css.gauge} title={t("limit.gaugeTitle")}>
      <meter className={css.meter} max={of} value={used}>
        {format.exactly(used)}
      </meter>
      {t("limit.gauge", { used: format.exactly(used), limit: format.exactly(of) })}
    </div>
  )
}

function Waits({ seconds }: { readonly seconds: number }) {
  const t = useT("task")
  const format = useFormat()
  return <div className={css.gauge}>{t("limit.waits", { time: format.exactly(seconds) })}</div>
}
