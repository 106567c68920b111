import { api, refresh } from "../../../api.ts"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import measures from "../../../theme/measures.module.css"
import { Button, ButtonLink } from "../../../ui/Button.tsx"
import { useAct } from "../../../ui/useAct.ts"
import type { Mine } from "../mine.ts"
import css from "../page.module.css"

/** What somebody set for themselves, and how far they are; at a limit they are asked, never locked out. */
export function Limits({ mine }: { readonly mine: Pick<Mine, "pace" | "todaySeconds" | "weekSeconds"> }) {
  const t = useT("work")
  const { limits, limitReached, restUntilMs } = mine.pace
  const format = useFormat()
  return (
    <>
      <p>
        <Rich t={t} k="pace.limits" />
      </p>
      {limits.day !== null && <Bar name={t("pace.today")} seconds={mine.todaySeconds} minutes={limits.day} />}
      {limits.week !== null && <Bar name={t("pace.week")} seconds={mine.weekSeconds} minutes={limits.week} />}
      {limits.day === null && limits.week === null && <p className="dim">{t("pace.noLimit")}</p>}
      {restUntilMs !== null && (
        <p className={measures.above8}>
          {t("pace.rest", { day: format.day(restUntilMs), time: format.time(restUntilMs) })}
        </p>
      )}
      {limitReached && <p className={measures.above8}>{t(`pace.reached.${limitReached}`)}</p>}
      <div className={`inline ${measures.above8}`}>
        {limitReached && <OneMoreHour />}
        <ButtonLink small to="/settings" hash="limits">
          {t("pace.change")}
        </ButtonLink>
      </div>
    </>
  )
}

function OneMoreHour() {
  const t = useT("work")
  const more = useAct(
    () => api.work.goOn.mutate({}),
    () => refresh("work"),
  )
  return (
    <Button small disabled={more.isPending} onClick={() => more.mutate()}>
      {t("pace.more")}
    </Button>
  )
}

function Bar({
  name,
  seconds,
  minutes,
}: {
  readonly name: string
  readonly seconds: number
  readonly minutes: number
}) {
  const t = useT("work")
  const format = useFormat()
  return (
    <div className={css.limit}>
      <span>{name}</span>
      <span className="dim num">
        {t("pace.of", { worked: format.minutes(seconds), limit: format.minutes(minutes * 60) })}
      </span>
      <progress aria-label={name} max={minutes * 60} value={Math.min(seconds, minutes * 60)} />
    </div>
  )
}
