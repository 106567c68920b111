import type { Hours } from "@justesse/types/wire/work"
import type { z } from "zod"
import { api, refresh } from "../../../api.ts"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Rows, Section } from "../../../ui/layout.tsx"
import { useAct } from "../../../ui/useAct.ts"
import css from "../page.module.css"
import type { SessionRow } from "./days.ts"

interface Props {
  readonly beyond: z.infer<typeof Hours>["beyond"]
  readonly sessions: readonly SessionRow[]
}

/** What was counted beyond the time limits of tasks and waits: one click claims it. Nothing where there is none. */
export function BeyondLimits({ beyond, sessions }: Props) {
  const t = useT("hours")
  const format = useFormat()
  const claim = useAct(api.work.claimBeyond.mutate, () => refresh("work"))
  if (beyond.length === 0) return null
  return (
    <Section title={t("beyond.title")}>
      <Rows>
        {beyond.map(({ session, seconds }) => (
          <div className={`row ${css.block}`} key={session}>
            <p>
              <Rich
                t={t}
                k="beyond.text"
                values={{
                  time: format.exactly(seconds),
                  session: format.dateTime(sessions.find((one) => one.session === session)?.fromMs ?? 0),
                }}
              />
            </p>
            <div className={`inline ${measures.above8}`}>
              <Button small disabled={claim.isPending} onClick={() => claim.mutate({ session })}>
                {t("beyond.claim")}
              </Button>
              <span className="dim">{t("beyond.how")}</span>
            </div>
          </div>
        ))}
      </Rows>
    </Section>
  )
}
