import type { RequesterRecord } from "@justesse/types/wire/requester"
import { RATED } from "@justesse/work/requester/ratings"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Section, Seg } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import css from "./record.module.css"

const GRADES = ["1", "2", "3", "4", "5"] as const

interface Props {
  readonly project: string
  readonly mine: RequesterRecord["mine"]
}

/** What I say of working here: three words from 1 to 5, told with those of four others at the earliest. */
export function RateForm({ project, mine }: Props) {
  const t = useT("requester")
  const format = useFormat()
  const [chosen, choose] = useState<Partial<Record<(typeof RATED)[number], number>>>(mine ? gradesOf(mine) : {})
  const { clarity, respect, promptness } = chosen
  const isWhole = clarity !== undefined && respect !== undefined && promptness !== undefined
  const send = useAct(
    async () => {
      if (isWhole) await api.project.rate.mutate({ project, clarity, respect, promptness })
    },
    () => refresh("project"),
  )
  return (
    <Section title={t("rate")}>
      {RATED.map((what) => (
        <div key={what} className={`inline ${css.grade}`}>
          <span>{t(`rated.${what}`)}</span>
          <Seg
            label={t(`rated.${what}`)}
            value={String(chosen[what] ?? "") as (typeof GRADES)[number]}
            options={GRADES.map((value) => ({ value, name: value }))}
            onChange={(value) => choose((now) => ({ ...now, [what]: Number(value) }))}
          />
        </div>
      ))}
      <p className={`dim sm ${measures.around8}`}>
        {mine === null ? t("rateText") : t("rated.last", { day: format.date(mine.atMs) })}
      </p>
      <Button onClick={() => send.mutate(undefined)} disabled={!isWhole || send.isPending}>
        {t("rateSend")}
      </Button>
    </Section>
  )
}

function gradesOf({ clarity, respect, promptness }: NonNullable<Props["mine"]>) {
  return { clarity, respect, promptness }
}
