import type { DecisionOne } from "@justesse/types/wire/decision"
import { Textarea } from "@mantine/core"
import { useEffect, useRef } from "react"
import { useStore } from "zustand"
import { api, refresh } from "../../api.ts"
import { randomUuid } from "../../browser/uuid.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import type { AuthorActs, KeptAct } from "../../offline/authorActs.ts"
import { authorActsOf } from "../../offline/ownActs.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useGo } from "../../ui/useGo.ts"
import { useWritten } from "../../ui/useWritten.ts"

type Act = DecisionOne["row"]["acts"][number]
/** Acts that carry words. */
const WITH_WORDS: readonly Act[] = ["appeal", "reply"]

/** What its author can do about a decision now; nothing where nothing is asked. */
export function Acts({ one, person }: { readonly one: DecisionOne; readonly person: number }) {
  const t = useT("decisions")
  const own = authorActsOf(person)
  const kept = useStore(own.view, ({ kept: all }) => all.find(({ decision }) => decision === one.row.decision))
  useEffect(() => void own.drain(), [own])
  const { acts, status } = one.row
  if (acts.length === 0 && !kept) return null
  return (
    <Section title={t(`acts.${status}`)}>
      {kept && <Kept act={kept} drop={() => own.drop(kept.id)} />}
      {!kept && <ActForm one={one} own={own} />}
    </Section>
  )
}

/** What was done here without a network, until it arrives; or why it was not taken. */
function Kept({ act, drop }: { readonly act: KeptAct; readonly drop: () => void }) {
  const t = useT("decisions")
  const format = useFormat()
  const isRefused = act.refused !== null
  const at = format.dateTime(act.madeAtMs)
  return (
    <div role="status">
      <p>
        {isRefused
          ? t("kept.refused", { act: t(`acts.${act.kind}`), at })
          : t("kept.waits", { act: t(`acts.${act.kind}`), at })}
      </p>
      {act.text !== "" && <blockquote className="dim">{act.text}</blockquote>}
      <div className={`bar ${measures.above8}`}>
        <Button onClick={drop}>{t(isRefused ? "kept.read" : "kept.drop")}</Button>
      </div>
    </div>
  )
}

function ActForm({ one, own }: { readonly one: DecisionOne; readonly own: AuthorActs }) {
  const t = useT("decisions")
  const [text, setText] = useWritten(`decision.${one.row.decision}`)
  const { run, isPending } = useActs(one, own, () => setText(""))
  const { acts, status } = one.row
  // Nobody gives up the rest of the window by one press: a rejection that is not appealed stands by itself when it ends.
  const offered = acts.filter((act) => act !== "leave")
  const speaks = acts.find((act) => WITH_WORDS.includes(act))
  return (
    <>
      {speaks && (
        <Textarea
          aria-label={t(`acts.words.${speaks}`)}
          placeholder={t(`acts.words.${speaks}`)}
          autosize
          minRows={2}
          maxLength={2_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <div className={`bar ${measures.wrapped} ${measures.above8}`}>
        {offered.map((act) => (
          <Button
            key={act}
            look={act === "appeal" || act === "repair" ? "primary" : "plain"}
            disabled={isPending || (act === "reply" && text.trim() === "")}
            {...(act === "appeal" && { hint: "⏎", "data-enter": true })}
            onClick={() => run(act, text.trim())}
          >
            {t(`acts.${act}`)}
          </Button>
        ))}
      </div>
      <p className="dim sm">{t(`acts.note.${status}`)}</p>
    </>
  )
}

/** Runs an act under an id that stays the same until it arrived, so that a second try is the same act. */
function useActs(one: DecisionOne, own: AuthorActs, done: () => void) {
  const t = useT("decisions")
  const toast = useToast()
  const go = useGo()
  const { decision, assignmentId, project } = one.row
  const id = useRef(randomUuid())
  const send = useAct(
    ({ kind, text }: { readonly kind: KeptAct["kind"]; readonly text: string }) =>
      own.post({ id: id.current, decision, kind, text, madeAtMs: Date.now() }),
    async (went, { kind }) => {
      id.current = randomUuid()
      done()
      if (went === "kept") return
      toast.done(t(`acts.done.${kind}`))
      await refresh("decision", "question", "account")
    },
  )
  const repair = useAct(
    () => api.work.revise.mutate({ assignmentId }),
    (lease) =>
      go({ to: "/label/$project/{-$assignment}", params: { project, assignment: String(lease.assignmentId) } }),
  )
  return {
    isPending: send.isPending || repair.isPending,
    run: (act: Act, text: string) =>
      act === "repair"
        ? repair.mutate(undefined)
        : send.mutate({ kind: act, text: WITH_WORDS.includes(act) ? text : "" }),
  }
}
