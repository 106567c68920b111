import type { ClaimsToAnswer as Waiting } from "@justesse/types/wire/claims"
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

/** Time that others claim and that this person answers, and tasks that took long; nothing where there is none. */
export function ClaimsToAnswer() {
  const t = useT("hours")
  const { data } = useQuery(trpc.work.claims.queryOptions({}))
  if (!data) return null
  return (
    <>
      {data.claims.length > 0 && (
        <Section title={t("answer.title")}>
          <Rows>
            {data.claims.map((claim) => (
              <OneClaim key={claim.id} claim={claim} />
            ))}
          </Rows>
        </Section>
      )}
      {data.long.length > 0 && <LongTasks rows={data.long} />}
    </>
  )
}

/** Tasks that took longer than their time limit lately: paid already, and somebody has a look. */
function LongTasks({ rows }: { readonly rows: z.infer<typeof Waiting>["long"] }) {
  const t = useT("hours")
  const format = useFormat()
  return (
    <Section title={t("long.title")}>
      <Rows>
        {rows.map(({ project, projectName, name, leasedAtMs, capSeconds, seconds }) => (
          <div className={`row ${css.block}`} key={`${project}/${name}/${leasedAtMs}`}>
            <p>
              <Rich
                t={t}
                k="long.row"
                values={{
                  ...{ name, project: projectName, at: format.dateTime(leasedAtMs) },
                  ...{ limit: format.exactly(capSeconds), time: format.exactly(seconds) },
                }}
              />
            </p>
          </div>
        ))}
      </Rows>
      <p className="dim">{t("long.note")}</p>
    </Section>
  )
}

function sentenceOf({ note }: WaitingClaim): string {
  return note === "" ? "answer.claim" : "answer.claimWithNote"
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
          k={sentenceOf(claim)}
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
