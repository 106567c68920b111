import { DEFAULT_LIMITS } from "@justesse/types/pace/limits"
import { isBreakDue } from "@justesse/work/limits/breaks"
import { useNavigate } from "@tanstack/react-router"
import { type ReactNode, useEffect } from "react"
import { useStore as useZustand } from "zustand"
import { useT } from "../../../../i18n/useT.ts"
import { useFormat } from "../../../../locale/useFormat.ts"
import { useNow } from "../../../../locale/useNow.ts"
import { useMe } from "../../../../shell/useMe.ts"
import { pace, putAway } from "../../../../time/pace.ts"
import { NetLine } from "../../../parts/NetLine.tsx"
import { PausedLine } from "./Paused.tsx"
import { SeriesLine } from "./Series.tsx"

/** What is said of somebody's time while they work: breaks and limits of their own, and what of a pause was not counted. */
export function PaceLine() {
  return (
    <OwnPace>
      <PausedLine>
        <SeriesLine />
      </PausedLine>
    </OwnPace>
  )
}

/** A break is offered, or a limit of one's own is reached: said once an hour, put away by Escape, and nothing else is stopped by it. */
function OwnPace({ children }: { readonly children: ReactNode }) {
  const t = useT("task")
  const format = useFormat()
  const navigate = useNavigate()
  const now = useNow()
  const limits = useMe()?.person?.preferences.limits ?? DEFAULT_LIMITS
  const since = useZustand(pace, (state) => Math.floor(state.sincePauseSeconds / 60) * 60)
  const reached = useZustand(pace, (state) => state.limitReached)
  const isAway = useZustand(pace, (state) => now < state.putAwayUntilMs)
  const shown = !isAway && (reached !== null || isBreakDue(limits, since))
  useEscape(shown)
  if (!shown) return children
  const text = reached ? t("pace.reachedText") : t("pace.breakText")
  return (
    <NetLine
      icon="clock"
      title={reached ? t(`pace.reached.${reached}`) : t("pace.break", { worked: format.minutes(since) })}
      text={text}
    >
      <button onClick={() => void navigate({ to: "/work" })} type="button">
        {t(reached ? "pace.stop" : "pace.take")}
      </button>
      <button onClick={putAway} type="button">
        {t(reached ? "pace.later" : "pace.notNow")}
      </button>
    </NetLine>
  )
}

function useEscape(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return undefined
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.isComposing) putAway()
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [isOn])
}
