import type { ClaimsToAnswer as Waiting } from "@justesse/types/wire/work"
import { NumberInput } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { z } from "zod"
import { api, refresh, trpc } from "../../../api.ts"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Rows, Section } from "../../../ui/layout.tsx"
import { useAct } from "../../../ui/useAct.ts"
import css from "../page.module.css"

type WaitingClaim = z.infer<typeof Waiting>["claims"][number]

/** Missing time that others say and that this person answers; nothing where there is none. */
export function ClaimsToAnswer() {
  const t = useT("hours")
  const { data } = useQuery(trpc.work.claims.queryOptions({}))
  if (!data || data.claims.length === 0) return null
  return (
    <Section title={t("answer.title")}>
      <Rows>
        {data.claims.map((claim) => (
          <OneClaim key={claim.id} claim={claim} />
        ))}
      </Rows>
    </Section>
  )
}

function OneClaim({ claim }: { readonly claim: WaitingClaim }) {
  const t = useT("hours")
  const format = useFormat()
  const asked = Math.ceil(claim.askedSeconds / 60)
  const [minutes, setMinutes] = useState(asked)
  const act = useAct(api.work.answerClaim.mutate, () => refresh("work"))
  const seconds = minutes >= asked ? claim.askedSeconds : minutes * 60
  return (
    <div className={`row ${css.block}`}>
      <p>
        <Rich
          t={t}
          k={claim.note === "" ? "answer.claim" : "answer.claimWithNote"}
          values={{
            name: claim.name,
            project: claim.projectName,
            asked: format.minutes(claim.askedSeconds),
            session: format.dateTime(claim.sessionAtMs),
            counted: format.minutes(claim.sessionSeconds),
            note: claim.note,
            until: format.dateTime(claim.answerByMs),
          }}
        />
      </p>
      <div className={`inline ${measures.above8}`}>
        <NumberInput
          aria-label={t("answer.minutes")}
          min={0}
          max={asked}
          value={minutes}
          onChange={(value) => setMinutes(Math.min(asked, Math.max(0, Number(value) || 0)))}
          w={100}
        />
        <Button small disabled={act.isPending} onClick={() => act.mutate({ claim: claim.id, seconds })}>
          {t("answer.grant", { minutes: format.minutes(seconds) })}
        </Button>
      </div>
    </div>
  )
}
