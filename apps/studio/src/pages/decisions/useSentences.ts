import { inLanguage } from "@justesse/types/text"
import type { DecisionRow } from "@justesse/types/wire/decision"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"

/** What a decision is about, and what happens next, in words: the same in the list and on its page. */
export function useSentences() {
  const t = useT("decisions")
  const format = useFormat()
  const language = useLanguage()
  const day = (ms: number) => format.day(ms)
  const until = (ms: number) => `${format.day(ms)}, ${format.time(ms)}`
  return {
    /** "Person: place out of tolerance". */
    about({ labelName, reason }: Pick<DecisionRow, "labelName" | "reason">): string {
      const label = labelName ? inLanguage(labelName, language) : null
      const what = reason ? t(`reason.${reason}`) : t("about.returned")
      return label === null ? t("about.plain", { what }) : t("about.label", { label, what })
    },
    /** What happens next, until when, and what silence means. */
    next({ status, next, returns, ombudUntilMs }: DecisionRow): string {
      if (status === "stands")
        return ombudUntilMs === null ? t("next.stands") : t("next.standsOmbud", { until: day(ombudUntilMs) })
      if (!next) return t(`next.${status}`)
      const values = { until: until(next.untilMs), target: day(next.targetMs ?? next.untilMs), count: returns }
      if (status === "appealed" && next.who !== "third") return t("next.appealedDraw", values)
      return t(`next.${status}`, values)
    },
    until,
  }
}
