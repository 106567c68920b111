import { type Region, toSpotRegion } from "@justesse/types"
import { inLanguage } from "@justesse/types/text"
import type { AssetShown } from "@justesse/types/wire/asset"
import type { PictureThreads } from "@justesse/types/wire/question"
import { useQuery } from "@tanstack/react-query"
import { useRef, useState } from "react"
import type { z } from "zod"
import { api, refresh, trpc } from "../../../api.ts"
import { randomUuid } from "../../../browser/uuid.ts"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Loaded } from "../../../ui/Loaded.tsx"
import { Tag } from "../../../ui/layout.tsx"
import { useAct } from "../../../ui/useAct.ts"
import { Messages } from "../../questions/Messages.tsx"
import css from "../page.module.css"
import { Words } from "./Words.tsx"

type Threads = z.infer<typeof PictureThreads>
type Thread = Threads["threads"][number]

/** Others write meanwhile; no job tells of it. */
const AGAIN_MS = 10_000

/** What was written about a picture: questions, comments, what was sent back, who disagrees. */
export function usePictureThreads(project: string, asset: number) {
  return useQuery({ ...trpc.question.ofPicture.queryOptions({ project, asset }), refetchInterval: AGAIN_MS })
}

interface Props {
  readonly project: string
  readonly shown: AssetShown
  /** What a new comment is about; null for the whole picture. */
  readonly region: Region | null
}

/** What was written about this picture, oldest first, and a place to write. */
export function Comments({ project, shown, region }: Props) {
  const t = useT("images")
  const query = usePictureThreads(project, shown.asset)
  return (
    <Loaded query={query}>
      {({ threads, canName }) => (
        <>
          {threads.length === 0 && <p className="dim">{t("comments.none")}</p>}
          {threads.map((thread) => (
            <OneComment key={thread.row.threadId} project={project} shown={shown} thread={thread} canName={canName} />
          ))}
          <Write project={project} shown={shown} region={region} canName={canName} />
        </>
      )}
    </Loaded>
  )
}

const NOBODY: readonly string[] = []

interface OneProps extends Pick<Props, "project" | "shown"> {
  readonly thread: Thread
  readonly canName: readonly string[]
}

function OneComment({ project, shown, thread, canName }: OneProps) {
  const t = useT("images")
  const { row, messages } = thread
  const { threadId, kind, state } = row
  const [replies, setReplies] = useState(false)
  const resolve = useAct(
    () => api.question.resolve.mutate({ project, threadId }),
    () => refresh("question"),
  )
  const messageId = useRef(randomUuid())
  const reply = useAct(
    (text: string) =>
      api.question.answer.mutate({ project, threadId, messageId: messageId.current, text, clause: null }),
    async () => {
      messageId.current = randomUuid()
      setReplies(false)
      await refresh("question")
    },
  )
  const label = useLabelName(shown, row.label)
  return (
    <section aria-label={row.text} className={css.comment}>
      <p>
        <Tag>{t(`comments.kind.${kind}`)}</Tag>
        {label !== "" && <span className="dim sm">{t("comments.with", { label })}</span>}
        <Tag {...(state === "open" ? {} : { tone: "good" as const })}>
          {t(`comments.${state === "open" || state === "answered" ? state : "resolved"}`)}
        </Tag>
      </p>
      <Messages
        messages={messages.filter(({ text }) => text !== "")}
        nameOf={(message) => message.by || t(`questions:role.${message.role}`)}
      />
      {replies ? (
        <Words
          about={threadId}
          act={t("comments.reply")}
          // Only comments tell whom they name: the rest is read by people who know nobody's name.
          canName={kind === "comment" ? canName : NOBODY}
          isBusy={reply.isPending}
          onWritten={(text, onSuccess) => reply.mutate(text, { onSuccess })}
        />
      ) : (
        <div className={`bar ${measures.above8}`}>
          <Button small onClick={() => setReplies(true)}>
            {t("comments.reply")}
          </Button>
          {kind === "comment" && state === "open" && (
            <Button small look="quiet" disabled={resolve.isPending} onClick={() => resolve.mutate(undefined)}>
              {t("comments.resolve")}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}

interface WriteProps extends Props {
  readonly canName: readonly string[]
}

function Write({ project, shown, region, canName }: WriteProps) {
  const t = useT("images")
  // Made once for what is written here: sent again after a failure, it is the same comment.
  const ids = useRef({ threadId: randomUuid(), messageId: randomUuid() })
  const [count, setCount] = useState(0)
  const send = useAct(
    (text: string) =>
      api.question.raise.mutate({
        ...{ ...ids.current, project, kind: "comment", task: null, asset: shown.asset, text },
        spot: { point: null, region: region && toSpotRegion(region), place: null },
      }),
    async () => {
      ids.current = { threadId: randomUuid(), messageId: randomUuid() }
      setCount((before) => before + 1)
      await refresh("question")
    },
  )
  const label = useLabelName(shown, region?.label ?? "")
  return (
    <div className={measures.above20}>
      <p className="dim sm">{region ? t("comments.with", { label }) : t("comments.whole")}</p>
      <Words
        key={count}
        about={`${project}.${shown.asset}`}
        act={t("comments.send")}
        canName={canName}
        isBusy={send.isPending}
        onWritten={(text, onSuccess) => send.mutate(text, { onSuccess })}
      />
    </div>
  )
}

function useLabelName({ ontology }: AssetShown, id: string): string {
  const language = useLanguage()
  const label = ontology.labels.find((one) => one.id === id)
  return label ? inLanguage(label.name, language) : id
}
