import type { ReactNode } from "react"
import { useStore as useZustand } from "zustand"
import { api, refresh } from "../../../../api.ts"
import { useT } from "../../../../i18n/useT.ts"
import { utcOffsetMinutes } from "../../../../locale/dates.ts"
import { useFormat } from "../../../../locale/useFormat.ts"
import { pace } from "../../../../time/pace.ts"
import { useToast } from "../../../../ui/toast.tsx"
import { useAct } from "../../../../ui/useAct.ts"
import { NetLine } from "../../../parts/NetLine.tsx"

/** After a pause: how much of it was not counted, and one press that claims it. */
export function PausedLine({ children }: { readonly children: ReactNode }) {
  const t = useT("task")
  const format = useFormat()
  const toast = useToast()
  const paused = useZustand(pace, (state) => state.paused)
  const putAway = () => pace.setState({ paused: null })
  const claim = useAct(api.work.claim.mutate, ({ grantedSeconds, askedSeconds }) => {
    putAway()
    toast.done(
      askedSeconds === 0
        ? t("paused.added", { time: format.exactly(grantedSeconds) })
        : t("paused.asked", { time: format.exactly(askedSeconds) }),
    )
    return refresh("work")
  })
  if (!paused) return children
  const said = { session: paused.session, seconds: paused.seconds, note: "" }
  return (
    <NetLine icon="clock" text={t("paused.text", { time: format.exactly(paused.seconds) })}>
      <button
        disabled={claim.isPending}
        onClick={() => claim.mutate({ ...said, utcOffsetMinutes: utcOffsetMinutes() })}
        type="button"
      >
        {t("paused.working")}
      </button>
      <button onClick={putAway} type="button">
        {t("paused.away")}
      </button>
    </NetLine>
  )
}
