import { NumberInput, Select, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { api, refresh } from "../../../api.ts"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { utcOffsetMinutes } from "../../../locale/dates.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Form } from "../../../ui/Form.tsx"
import { Rows, Section } from "../../../ui/layout.tsx"
import { useAct } from "../../../ui/useAct.ts"
import css from "../page.module.css"
import type { ClaimRow, SessionRow } from "./days.ts"

interface Props {
  readonly sessions: readonly SessionRow[]
  readonly claims: readonly ClaimRow[]
  readonly grantLeftSeconds: number
}

/** Says that time of a session is missing: within limits it is there at once, beyond them somebody answers. */
export function MissingTime({ sessions, claims, grantLeftSeconds }: Props) {
  const t = useT("hours")
  const format = useFormat()
  const [minutes, setMinutes] = useState(5)
  const [chosen, setChosen] = useState<string | null>(null)
  const [note, setNote] = useState("")
  const own = [...new Map(sessions.flatMap((one) => (one.session === null ? [] : [[one.session, one]]))).values()]
  const session = own.find((one) => String(one.session) === chosen) ?? own[0]
  const claim = useAct(api.work.claim.mutate, () => {
    setNote("")
    return refresh("work")
  })
  if (!session?.session) return null
  const send = (event: FormEvent) => {
    event.preventDefault()
    const input = { session: session.session ?? 0, seconds: minutes * 60, note: note.trim() }
    claim.mutate({ ...input, utcOffsetMinutes: utcOffsetMinutes() })
  }
  const nameOf = ({ day, fromMs, projectName }: SessionRow) =>
    `${format.axisDay(day)} ${fromMs === null ? "" : format.time(fromMs)} · ${projectName}`
  return (
    <Section title={t("missing.title")}>
      <p>{t("missing.text")}</p>
      <Form className={`fields ${measures.above12}`} onSubmit={send}>
        <NumberInput
          label={t("missing.minutes")}
          min={1}
          max={240}
          value={minutes}
          onChange={(value) => setMinutes(Math.min(240, Math.max(1, Number(value) || 1)))}
          w={120}
        />
        <Select
          label={t("missing.session")}
          allowDeselect={false}
          data={own.map((one) => ({ value: String(one.session), label: nameOf(one) }))}
          value={String(session.session)}
          onChange={setChosen}
        />
        <TextInput
          label={t("missing.note")}
          maxLength={400}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <div className="inline">
          <Button type="submit" disabled={claim.isPending}>
            {t("missing.send")}
          </Button>
          <span className="dim">{t("missing.left", { left: format.minutes(grantLeftSeconds) })}</span>
        </div>
      </Form>
      <Rows>
        {claims.map((one) => (
          <div key={one.id} className={`row ${css.block}`}>
            <p>
              <Rich
                t={t}
                k={one.isBeyond ? "missing.beyond" : `missing.state.${stateOf(one)}`}
                values={{
                  all: format.exactly(one.grantedSeconds + one.askedSeconds),
                  granted: format.exactly(one.grantedSeconds + (one.answer?.grantedSeconds ?? 0)),
                  asked: format.exactly(one.askedSeconds),
                  until: format.dateTime(one.answerByMs ?? 0),
                }}
              />
            </p>
          </div>
        ))}
      </Rows>
    </Section>
  )
}

function stateOf({ askedSeconds, answer }: ClaimRow): "atOnce" | "waits" | "answered" | "silence" {
  if (askedSeconds === 0) return "atOnce"
  if (!answer) return "waits"
  return answer.bySilence ? "silence" : "answered"
}
