import { MOST_AWAY_DAYS } from "@justesse/work/appeals/away"
import { TextInput } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../api.ts"
import { useT } from "../i18n/useT.ts"
import { calendarDay } from "../locale/dates.ts"
import { useFormat } from "../locale/useFormat.ts"
import { useNow } from "../locale/useNow.ts"
import measures from "../theme/measures.module.css"
import { Button } from "../ui/Button.tsx"
import { Section } from "../ui/layout.tsx"
import { useToast } from "../ui/toast.tsx"
import { useAct } from "../ui/useAct.ts"
import css from "./away.module.css"

const DAY_MS = 86_400_000

/** When a day of this computer's calendar is over; `Date` knows how long the days of a clock that is set are. */
function endOf(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number)
  return new Date(year, month - 1, date + 1).getTime()
}

/** "I am away" until a day, for whoever decides about others' work; back in one click. */
export function AwayPart({ untilMs }: { readonly untilMs: number | null }) {
  const t = useT("judging")
  const format = useFormat()
  const toast = useToast()
  const now = useNow()
  const [day, setDay] = useState(() => calendarDay(Date.now() + 7 * DAY_MS))
  const say = useAct(
    (dayEndsMs: number | null) => api.decision.away.mutate({ dayEndsMs }),
    ({ handedOn }) => {
      if (handedOn > 0) toast.done(t("away.handedOn", { count: handedOn }))
      return Promise.all([refresh("decision"), refresh("account")])
    },
  )
  const isOff = say.isPending
  return (
    <div id="away">
      <Section title={t("away.title")}>
        <p className="dim">{t("away.text")}</p>
        {untilMs !== null && untilMs > now ? (
          <div className={`inline ${measures.above8}`}>
            {/* The last moment of the day, not the first one of the next. */}
            <b>{t("away.now", { day: format.date(untilMs - 1) })}</b>
            <Button disabled={isOff} onClick={() => say.mutate(null)}>
              {t("away.back")}
            </Button>
          </div>
        ) : (
          <div className={`inline ${css.ask} ${measures.above8}`}>
            <TextInput
              label={t("away.until")}
              max={calendarDay(now + MOST_AWAY_DAYS * DAY_MS)}
              min={calendarDay(now)}
              onChange={(event) => setDay(event.currentTarget.value)}
              type="date"
              value={day}
            />
            <Button disabled={isOff || day === ""} onClick={() => say.mutate(endOf(day))}>
              {t("away.say")}
            </Button>
          </div>
        )}
      </Section>
    </div>
  )
}
