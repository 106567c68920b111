import { isBreakDue } from "@justesse/work/limits/breaks"
import { useEffect } from "react"
import { useStore } from "zustand"
import { refresh } from "../../../api.ts"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useNow } from "../../../locale/useNow.ts"
import { isPlainPress } from "../../../shell/keyboard.ts"
import measures from "../../../theme/measures.module.css"
import { beginBreak, endBreak, pace, putAway } from "../../../time/pace.ts"
import { Button } from "../../../ui/Button.tsx"
import { useToast } from "../../../ui/toast.tsx"
import { useAct } from "../../../ui/useAct.ts"
import type { Mine } from "../mine.ts"

/** A break: offered when it is time, taken whenever somebody likes, and what of it counts. */
export function Breaks({ own }: { readonly own: Mine["pace"] }) {
  const running = useStore(pace, (state) => state.running)
  return running ? <BreakNow beganAtMs={running.beganAtMs} own={own} /> : <BreakOffer own={own} />
}

function BreakOffer({ own: { limits, sincePauseSeconds, breakLeft } }: { readonly own: Mine["pace"] }) {
  const t = useT("work")
  const format = useFormat()
  const now = useNow()
  const isAway = useStore(pace, (state) => now < state.putAwayUntilMs)
  const isDue = !isAway && breakLeft !== null && isBreakDue(limits, sincePauseSeconds)
  const take = breakLeft ? () => beginBreak(breakLeft.project) : null
  useKeys({ b: take, Escape: isDue ? putAway : null })
  const left = breakLeft?.seconds ?? 0
  return (
    <>
      <p>
        {isDue ? (
          <Rich t={t} k="pace.due" values={{ worked: format.minutes(sincePauseSeconds), left: format.minutes(left) }} />
        ) : (
          <Rich t={t} k={left >= 60 ? "pace.yours" : "you.pause"} values={{ left: format.minutes(left) }} />
        )}
      </p>
      {take && (isDue || left >= 60) && (
        <div className={`inline ${measures.above8}`}>
          <Button small hint="B" onClick={take}>
            {t("pace.take")}
          </Button>
          {isDue && (
            <Button small hint="Esc" onClick={putAway}>
              {t("pace.notNow")}
            </Button>
          )}
        </div>
      )}
    </>
  )
}

function BreakNow({ own, beganAtMs }: { readonly own: Mine["pace"]; readonly beganAtMs: number }) {
  const t = useT("work")
  const format = useFormat()
  const toast = useToast()
  const now = useNow()
  const end = useAct(endBreak, (answer) => {
    if (answer) toast.done(t("pace.counted", { counted: format.minutes(answer.countedSeconds) }))
    return refresh("work")
  })
  const stop = () => end.mutate()
  useKeys({ b: end.isPending ? null : stop })
  const taken = Math.max(0, Math.floor((now - beganAtMs) / 1_000))
  const counts = Math.min(taken, own.breakLeft?.seconds ?? 0)
  return (
    <>
      <p role="status">
        <Rich
          t={t}
          k="pace.running"
          values={{ since: format.time(beganAtMs), taken: format.minutes(taken), counts: format.minutes(counts) }}
        />
      </p>
      <div className={measures.above8}>
        <Button small hint="B" disabled={end.isPending} onClick={stop}>
          {t("pace.end")}
        </Button>
      </div>
    </>
  )
}

/** Plain keys that do something while no control has the focus. */
function useKeys(acts: Readonly<Record<string, (() => void) | null>>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const onControl =
        event.target instanceof Element && event.target.closest("input, textarea, select, [role=dialog]")
      const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key]
      if (!act || event.repeat || onControl || !isPlainPress(event)) return
      event.preventDefault()
      act()
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  })
}
