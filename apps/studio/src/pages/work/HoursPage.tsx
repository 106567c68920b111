import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { calendarDay, utcOffsetMinutes } from "../../locale/dates.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useNow } from "../../locale/useNow.ts"
import { readHoursParams } from "../../search.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Button } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Seg } from "../../ui/layout.tsx"
import { saveFile } from "../../ui/saveFile.ts"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { PayActs, PayLead } from "../pay/own/PayLead.tsx"
import { useOwnPay, usePaidWork } from "../pay/own/useEarned.ts"
import { HoursBody } from "./HoursBody.tsx"
import { spanOf } from "./hours/days.ts"
import { hoursCsv } from "./hoursCsv.ts"

const SPANS = ["week", "last", "30", "366"] as const
const DAY_MS = 86_400_000

/** The first moment of a day on this calendar. */
const beginOf = (day: string): number => new Date(`${day}T00:00:00`).getTime()

/** Time counted, per day and project; and what it paid, for whoever is paid. */
export function HoursPage() {
  const t = useT("hours")
  const format = useFormat()
  const [{ days: span = "week" }, change] = useSearchParams(readHoursParams)
  const now = useNow()
  const { fromMs, days } = spanOf(span, now)
  const [from, to] = [calendarDay(fromMs), calendarDay(fromMs + (days - 1) * DAY_MS)]
  const query = useQuery(trpc.work.hours.queryOptions({ from, to, utcOffsetMinutes: utcOffsetMinutes() }))
  const pay = useOwnPay({ fromMs: beginOf(from), untilMs: beginOf(calendarDay(fromMs + days * DAY_MS)) })
  const title = t(usePaidWork() || pay ? "pay:title" : "title")
  usePageName(title)
  return (
    <div className="content">
      <Head title={title}>
        {query.data && query.data.rows.length > 0 && (
          <Button
            icon="download"
            onClick={() => saveFile(`justesse-hours-${from}-${to}.csv`, "text/csv", hoursCsv(query.data.rows))}
          >
            CSV
          </Button>
        )}
        <Seg
          label={t("span")}
          big
          value={span}
          options={SPANS.map((value) => ({ value, name: t(`days.${value}`) }))}
          onChange={(value) => change({ days: value })}
        />
        {pay && <PayActs pay={pay} />}
      </Head>
      <Loaded query={query}>
        {(hours) => (
          <>
            {pay ? (
              <PayLead pay={pay} />
            ) : (
              <Intro>
                <Rich
                  t={t}
                  k={hours.rows.length === 0 ? "leadNone" : "lead"}
                  values={{
                    total: format.exactly(hours.totalSeconds),
                    count: new Set(hours.rows.map((row) => row.day)).size,
                  }}
                />
              </Intro>
            )}
            <HoursBody hours={hours} from={from} days={days} pay={pay ?? null} />
          </>
        )}
      </Loaded>
    </div>
  )
}
