import type { DecisionOne } from "@justesse/types/wire/decision"
import { Textarea } from "@mantine/core"
import { useRef, useState } from "react"
import { api, refresh } from "../../api.ts"
import { randomUuid } from "../../browser/uuid.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useGo } from "../../ui/useGo.ts"
import { Disagree } from "../work/Disagree.tsx"
import { pairOf } from "./compared.ts"

type AuthorAct = DecisionOne["row"]["acts"][number]
/** Acts that carry words. */
const WITH_WORDS: readonly AuthorAct[] = ["appeal", "reply"]

/** What its author can do about a decision now; nothing where nothing is asked. */
export function Acts({ one }: { readonly one: DecisionOne }) {
  const t = useT("decisions")
  const { acts, status } = one.row
  if (acts.length === 0) return null
  return (
    <Section title={t(`acts.${status}`)}>
      <ActForm one={one} />
    </Section>
  )
}

function ActForm({ one }: { readonly one: DecisionOne }) {
  const t = useT("decisions")
  const [text, setText] = useState("")
  const { run, isPending } = useActs(one, () => setText(""))
  const { acts, status, assignmentId } = one.row
  const speaks = acts.find((act) => WITH_WORDS.includes(act))
  const pair = pairOf(one.why?.evidence ?? [], one.mine, one.theirs)
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
        {acts.map((act) => (
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
        <span className="grow" />
        <Disagree assignmentId={assignmentId} region={pair.mine} reason={null} />
      </div>
      <p className="dim sm">{t(`acts.note.${status}`)}</p>
    </>
  )
}

/** Runs an act under an id that stays the same until it arrived, so that a second try is the same act. */
function useActs(one: DecisionOne, done: () => void) {
  const t = useT("decisions")
  const toast = useToast()
  const go = useGo()
  const { decision, assignmentId, project } = one.row
  const id = useRef(randomUuid())
  const send = useAct(
    ({ act, text }: { readonly act: Exclude<AuthorAct, "repair">; readonly text: string }) => {
      const about = { decision, act: id.current }
      switch (act) {
        case "appeal":
          return api.decision.appeal.mutate({ ...about, text, evidence: [] })
        case "reply":
          return api.decision.say.mutate({ ...about, text })
        case "keep":
          return api.decision.keep.mutate(about)
        case "leave":
          return api.decision.leave.mutate(about)
        case "take_back":
          return api.decision.takeBack.mutate(about)
      }
    },
    async (_done, { act }) => {
      id.current = randomUuid()
      done()
      toast.done(t(`acts.done.${act}`))
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
    run: (act: AuthorAct, text: string) => (act === "repair" ? repair.mutate(undefined) : send.mutate({ act, text })),
  }
}
