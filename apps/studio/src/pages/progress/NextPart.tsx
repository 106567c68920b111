import type { ProgressShown } from "@justesse/types/progress/requests"
import type { LearnPage } from "@justesse/types/wire/learning"
import { PEER_ITEMS, PEER_LEAST } from "@justesse/work/progression/peers"
import { Checkbox, Textarea } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { api, refresh, trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Note, Section } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useWritten } from "../../ui/useWritten.ts"
import { Criteria } from "../mentors/Criteria.tsx"
import { PeersPart } from "./PeersPart.tsx"

type Project = NonNullable<LearnPage["project"]>

/** What comes next in a project: what each step asks of everybody and where I stand; and asking to review. */
export function NextPart({ project }: { readonly project: Project }) {
  const t = useT("progress")
  const query = useQuery(trpc.progress.mine.queryOptions({ project }))
  return (
    <Section title={t("title")}>
      <p className={measures.upTo640}>{t("lead")}</p>
      <Loaded query={query}>{(shown) => <Steps project={project} shown={shown} />}</Loaded>
    </Section>
  )
}

interface Props {
  readonly project: Project
  readonly shown: ProgressShown
}

function Steps({ project, shown }: Props) {
  const t = useT("progress")
  return (
    <>
      <div className={`two ${measures.above16}`}>
        <div>
          <h3>{t("step.mentor")}</h3>
          <p className="dim">{t("step.mentorText")}</p>
          <Criteria criteria={shown.mentor} />
        </div>
        <div>
          <h3>{t("step.reviewer")}</h3>
          <p className="dim">{t(shown.isReviewer ? "step.isReviewer" : "step.reviewerText")}</p>
          <Criteria criteria={shown.reviewer} />
          <p className={`dim ${measures.above8}`}>{t("step.peers", { of: PEER_ITEMS, least: PEER_LEAST })}</p>
          <Asking project={project} shown={shown} />
        </div>
      </div>
      <p className={`dim ${measures.above16} ${measures.upTo640}`}>{t("step.author")}</p>
    </>
  )
}

function Asking({ project, shown }: Props) {
  const t = useT("progress")
  const format = useFormat()
  const { request, mayAsk, mayTakeBack, againFromMs, isReviewer } = shown
  const back = useAct(
    // Somebody may have read meanwhile: then the page says so.
    () => api.progress.takeBack.mutate({ project }).finally(() => refresh("progress")),
  )
  if (request?.answer === null) {
    return (
      <div className={measures.above12}>
        <p>{t("asked", { day: format.fullDate(request.askedAtMs) })}</p>
        {request.peers && <PeersPart peers={request.peers} whose="own" />}
        {mayTakeBack && (
          <div className={measures.above8}>
            <Button disabled={back.isPending} onClick={() => back.mutate(undefined)}>
              {t("takeBack")}
            </Button>
          </div>
        )}
      </div>
    )
  }
  return (
    <>
      {request && (
        <div className={measures.above12}>
          <Note>{t(`answer.${request.answer}`, { reason: request.reason })}</Note>
          {request.peers && <PeersPart peers={request.peers} whose="own" />}
          {againFromMs !== null && <p className="dim">{t("again", { day: format.fullDate(againFromMs) })}</p>}
        </div>
      )}
      {mayAsk && !isReviewer && <AskForm project={project} />}
    </>
  )
}

const FACTS = ["accepted", "accuracy", "usefulNotes"] as const

function AskForm({ project }: Pick<Props, "project">) {
  const t = useT("progress")
  const [facts, setFacts] = useState<readonly (typeof FACTS)[number][]>([])
  const [words, setWords] = useWritten(`progressAsk.${project}`)
  const ask = useAct(
    () => api.progress.ask.mutate({ project, facts: [...facts], words }),
    async () => {
      setWords("")
      await refresh("progress")
    },
  )
  return (
    <div className={measures.above12}>
      <p>
        <b>{t("may")}</b> {t("mayText")}
      </p>
      {FACTS.map((fact) => (
        <div key={fact} className={measures.above8}>
          <Checkbox
            label={t(`fact.${fact}`)}
            checked={facts.includes(fact)}
            onChange={(event) =>
              setFacts(event.currentTarget.checked ? [...facts, fact] : facts.filter((one) => one !== fact))
            }
          />
        </div>
      ))}
      <div className={measures.above8}>
        <Textarea
          label={t("words")}
          autosize
          minRows={2}
          maxLength={1_000}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      </div>
      <div className={measures.above8}>
        <Button look="primary" disabled={ask.isPending} onClick={() => ask.mutate(undefined)}>
          {t("ask")}
        </Button>
      </div>
    </div>
  )
}
