import { type AssignmentId, inLanguage } from "@justesse/types"
import type { MyThread } from "@justesse/types/wire/question"
import { isLate } from "@justesse/work/questions"
import { Textarea } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useEffect, useRef } from "react"
import { api, refresh, trpc } from "../../api.ts"
import { randomUuid } from "../../browser/uuid.ts"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useNow } from "../../locale/useNow.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { Note, Section, Tag } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useWritten } from "../../ui/useWritten.ts"
import { Messages } from "../questions/Messages.tsx"

/** What was written about one task of mine: questions with their answers, why it came back, what I do not agree with. */
export function OneThreads({ assignmentId }: { readonly assignmentId: AssignmentId }) {
  const threads = useQuery(trpc.question.here.queryOptions({ assignmentId })).data?.threads ?? []
  return (
    <>
      {threads.map((thread) => (
        <div key={thread.threadId} className={measures.above20}>
          <OneThread thread={thread} />
        </div>
      ))}
    </>
  )
}

function OneThread({ thread }: { readonly thread: MyThread }) {
  const t = useT("myQuestions")
  const { threadId, kind, state, unread, clause, clauseVersion } = thread
  const now = useNow()
  const isWaiting = kind === "question" && state === "open" && isLate(thread.changedAtMs, now)
  useEffect(() => {
    // What is shown here is read; the count in the navigation follows.
    if (unread) void api.question.read.mutate({ threadId }).then(() => refresh("question"))
  }, [threadId, unread])
  const clear = useAct(
    () => api.question.clear.mutate({ threadId }),
    () => refresh("question"),
  )
  return (
    <Section
      title={t(`head.${kind}`)}
      aside={
        <Tag tone={state === "answered" ? "acc" : "good"}>
          {t(`state.${kind === "send_back" && state === "open" ? "sentBack" : state}`)}
        </Tag>
      }
    >
      {thread.seen && <SeenThere thread={thread} />}
      <Messages
        messages={thread.messages.filter(({ text }) => text !== "")}
        nameOf={(message) => (message.mine ? t("you") : message.by || t(`role.${message.role}`))}
      />
      {isWaiting && (
        <div className={measures.above12}>
          <Note need>{t("lateNote")}</Note>
        </div>
      )}
      {clauseVersion !== null && (
        <div className={measures.above12}>
          <Note>{t("becameClause", { clause: clause ?? "" })}</Note>
        </div>
      )}
      <Reply thread={thread}>
        {state === "answered" && (
          <Button look="primary" disabled={clear.isPending} onClick={() => clear.mutate(undefined)}>
            {t("clearToMe")}
          </Button>
        )}
      </Reply>
    </Section>
  )
}

/** What the reviewer saw at the place: mine, and what the answers of all come to. */
function SeenThere({ thread }: { readonly thread: MyThread }) {
  const t = useT("myQuestions")
  const { mine, proposed, tie } = thread.seen ?? { mine: null, proposed: null }
  const language = useLanguage()
  const word = (region: typeof mine) => {
    if (region === null) return t("nothingThere")
    const name = thread.labelNames[region.label]
    const label = name ? inLanguage(name, language) : region.label
    return region.text === null ? label : t("thingWithText", { label, text: region.text })
  }
  return (
    <table className="tbl">
      <tbody>
        <tr>
          <td className={`dim ${measures.wide160}`}>{t("seenMine")}</td>
          <td>{word(mine)}</td>
        </tr>
        <tr>
          <td className="dim">{t("seenProposed")}</td>
          <td>{tie ? t("seenTie") : word(proposed)}</td>
        </tr>
      </tbody>
    </table>
  )
}

function Reply({ thread, children }: { readonly thread: MyThread; readonly children: React.ReactNode }) {
  const t = useT("myQuestions")
  const [text, setText] = useWritten(`reply.${thread.threadId}`)
  const messageId = useRef(randomUuid())
  const send = useAct(
    () => api.question.reply.mutate({ threadId: thread.threadId, messageId: messageId.current, text }),
    async () => {
      messageId.current = randomUuid()
      setText("")
      await refresh("question")
    },
  )
  return (
    <Form
      className={measures.above12}
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== "") send.mutate(undefined)
      }}
    >
      <Textarea
        aria-label={t("writeBack")}
        placeholder={t("writeBack")}
        autosize
        minRows={1}
        maxLength={4_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={`bar ${measures.above8}`}>
        {children}
        <Button type="submit" disabled={text.trim() === "" || send.isPending}>
          {t("sendReply")}
        </Button>
      </div>
    </Form>
  )
}
