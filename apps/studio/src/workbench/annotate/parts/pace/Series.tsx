import { DEFAULT_LIMITS } from "@justesse/types/pace/limits"
import { seriesOf } from "@justesse/work/limits/variety"
import { useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useEffect, useState } from "react"
import { trpc } from "../../../../api.ts"
import { useT } from "../../../../i18n/useT.ts"
import { utcOffsetMinutes } from "../../../../locale/dates.ts"
import { useNow } from "../../../../locale/useNow.ts"
import { useMe, useProjectSlug } from "../../../../shell/useMe.ts"
import { findChange } from "../../../../time/series.ts"
import { NetLine } from "../../../parts/NetLine.tsx"
import { useStore, useTask, useTaskContext } from "../../ui.ts"

/**
 * After so many tasks of this project in one go: another project, or go on here. Said beside the next task, while nothing is drawn on it
 * yet; whoever draws has answered.
 */
export function SeriesLine() {
  const project = useProjectSlug()
  const { practice } = useTaskContext()
  const now = useNow()
  const limits = useMe()?.person?.preferences.limits ?? DEFAULT_LIMITS
  const tasks = useStore(({ passed }) => passed.length)
  const isLooking = useStore(({ looking }) => looking !== null)
  const isBegun = useTask(({ undoLabel }) => undoLabel !== null)
  const [closedAt, setClosedAt] = useState(0)
  const series = seriesOf(limits)
  const isOver = !practice && series !== null && tasks > 0 && tasks % series === 0 && closedAt !== tasks
  const mine = useQuery({
    ...trpc.work.mine.queryOptions({ utcOffsetMinutes: utcOffsetMinutes() }),
    enabled: isOver,
  }).data
  const other = mine && findChange(mine.projects, limits, { project, tasks, nowMs: now })
  if (!isOver || !other || isBegun || isLooking) return null
  return <Offer name={other.card.name} onStay={() => setClosedAt(tasks)} tasks={tasks} to={other.card.project} />
}

interface OfferProps {
  readonly name: string
  readonly to: string
  readonly tasks: number
  readonly onStay: () => void
}

function Offer({ name, to, tasks, onStay }: OfferProps) {
  const t = useT("task")
  const navigate = useNavigate()
  const { ui } = useTaskContext()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.repeat) return
      if (event.key === "Escape" && ui.getState().panel === null) onStay()
      if (event.key !== "Enter" || !event.altKey || event.ctrlKey) return
      event.preventDefault()
      event.stopPropagation()
      go()
    }
    const go = () => void navigate({ to: "/label/$project/{-$assignment}", params: { project: to } })
    window.addEventListener("keydown", onKey, true)
    return () => window.removeEventListener("keydown", onKey, true)
  }, [navigate, onStay, to, ui])
  return (
    <NetLine icon="clock" text={t("series.text")} title={t("series.done", { count: tasks })}>
      <button
        onClick={() => void navigate({ to: "/label/$project/{-$assignment}", params: { project: to } })}
        type="button"
      >
        {t("series.change", { name })} <kbd aria-hidden="true">{t("series.changeKey")}</kbd>
      </button>
      <button onClick={onStay} type="button">
        {t("series.stay")}
      </button>
    </NetLine>
  )
}
