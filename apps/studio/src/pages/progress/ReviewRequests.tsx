import { ProjectSlug } from "@justesse/types"
import type { ProgressRequests } from "@justesse/types/progress/requests"
import { Textarea } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { api, refresh, trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Rule, Section } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useWritten } from "../../ui/useWritten.ts"
import { PeersPart } from "./PeersPart.tsx"

/** Who asks to review: what each chose to send, and my yes or no with its reason. Nothing where nobody asks. */
export function ReviewRequests({ project }: { readonly project: string }) {
  const t = useT("progress")
  const requests = useQuery(trpc.progress.requests.queryOptions({ project: ProjectSlug.parse(project) })).data?.requests
  if (!requests || requests.length === 0) return null
  return (
    <>
      <Rule />
      <Section title={t("requests.title")}>
        <p className="dim">{t("requests.text")}</p>
        {requests.map((one) => (
          <OneRequest key={one.request} project={project} one={one} />
        ))}
      </Section>
    </>
  )
}

interface Props {
  readonly project: string
  readonly one: ProgressRequests["requests"][number]
}

function OneRequest({ project, one }: Props) {
  const t = useT("progress")
  const format = useFormat()
  const say = ({ name, value, over }: Props["one"]["facts"][number]) => {
    if (!over) return t(`sent.${name}`, { count: value })
    return t("sent.accuracy", {
      share: format.share(over.ratio),
      ends: format.shares(over.low, over.high),
      count: over.n,
    })
  }
  return (
    <div className={`${measures.above16} ${measures.upTo640}`}>
      <p>
        <b>{one.name}</b> <span className="dim sm">{format.fullDate(one.askedAtMs)}</span>
      </p>
      <p className="dim">{[t("requests.reached"), ...one.facts.map(say)].join(" · ")}</p>
      {one.words !== "" && <p className={measures.above4}>{t("requests.words", { words: one.words })}</p>}
      {one.peers && <PeersPart peers={one.peers} whose="owner" />}
      {one.peers?.state !== "open" && <Answer project={project} one={one} />}
    </div>
  )
}

function Answer({ project, one }: Props) {
  const t = useT("progress")
  const [reason, setReason] = useWritten(`progressAnswer.${one.request}`)
  const answer = useAct(
    (yes: boolean) =>
      api.progress.answer
        .mutate({ project: ProjectSlug.parse(project), request: one.request, yes, reason })
        // It may be taken back, or another owner has answered: then it is gone.
        .finally(() => refresh("progress", "people", "account")),
    () => setReason(""),
  )
  const isEmpty = reason.trim() === ""
  return (
    <>
      <div className={measures.above8}>
        <Textarea
          label={t("requests.reason")}
          description={t("requests.reasonHint")}
          inputWrapperOrder={["label", "input", "description"]}
          autosize
          minRows={2}
          maxLength={1_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </div>
      <div className={`inline ${measures.above8}`}>
        <Button look="primary" disabled={answer.isPending || isEmpty} onClick={() => answer.mutate(true)}>
          {t("requests.yes")}
        </Button>
        <Button disabled={answer.isPending || isEmpty} onClick={() => answer.mutate(false)}>
          {t("requests.no")}
        </Button>
      </div>
    </>
  )
}
