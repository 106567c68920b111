import { WEEKDAYS, type Weekday } from "@justesse/types/pay/payoutDay"
import { Select } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { api, refresh, trpc } from "../../../api.ts"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { localeOf } from "../../../locale/numbers.ts"
import { Section } from "../../../ui/layout.tsx"
import { useToast } from "../../../ui/toast.tsx"
import { useAct } from "../../../ui/useAct.ts"

/** A Monday in UTC, from which the names of the days are counted. */
const MONDAY_MS = Date.UTC(2026, 10, 30, 12)
const DAY_MS = 86_400_000

/** The day of the week that is promised to everybody who takes money out. */
export function PayoutDay() {
  const t = useT("money")
  const toast = useToast()
  const language = useLanguage()
  const { data } = useQuery(trpc.pay.studio.queryOptions({}))
  const nameOf = (weekday: number) =>
    new Intl.DateTimeFormat(localeOf(language), { weekday: "long", timeZone: "UTC" }).format(
      MONDAY_MS + (weekday - 1) * DAY_MS,
    )
  const save = useAct(
    (weekday: Weekday) => api.pay.setPayoutDay.mutate({ weekday }),
    async (_, weekday) => {
      await refresh("pay")
      toast.done(t("day.saved", { day: nameOf(weekday) }))
    },
  )
  if (!data) return null
  return (
    <Section title={t("day.title")}>
      <Select
        label={t("day.label")}
        description={t("day.text")}
        inputWrapperOrder={["label", "input", "description"]}
        allowDeselect={false}
        data={WEEKDAYS.map((weekday) => ({ value: String(weekday), label: nameOf(weekday) }))}
        value={String(data.weekday)}
        onChange={(value) => {
          const weekday = WEEKDAYS.find((one) => String(one) === value)
          if (weekday) save.mutate(weekday)
        }}
        maw={360}
      />
    </Section>
  )
}
