import type { ThreadOne } from "@justesse/types/wire/question"
import { Checkbox, Textarea } from "@mantine/core"
import { useRef, useState } from "react"
import { api, refresh } from "../../api.ts"
import { randomUuid } from "../../browser/uuid.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { Seg } from "../../ui/layout.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useWritten } from "../../ui/useWritten.ts"
import { ClauseFields, emptyClause, isWhole, type WrittenClause } from "./ClauseFields.tsx"
import css from "./page.module.css"
import { Touched } from "./Touched.tsx"

interface Props {
  readonly project: string
  readonly one: ThreadOne
  readonly onDone: () => void
}

/** The answer; Ctrl and Enter send it, as a clause of the guideline too where that is wanted. */
export function AnswerForm({ project, one, onDone }: Props) {
  const t = useT("questions")
  const toast = useToast()
  const [text, setText] = useWritten(`answer.${one.row.threadId}`)
  const [clause, setClause] = useState<WrittenClause | null>(null)
  const [to, setTo] = useState<"one" | "similar">("one")
  // Made once: sent again after a failure, it is the same answer.
  const messageId = useRef(randomUuid())
  const { threadId, state } = one.row
  // Nobody is answered whom the page does not tell of.
  const isToSimilar = to === "similar" && one.similar > 0
  const ready = text.trim() !== "" && (clause === null || isWhole(clause, one))
  const send = useAct(
    () =>
      api.question.answer.mutate({
        project,
        threadId,
        messageId: messageId.current,
        text,
        clause: clause && { ...clause, baseVersion: one.guidelineVersion },
        toSimilar: isToSimilar,
      }),
    async ({ version, answered }) => {
      messageId.current = randomUuid()
      setText("")
      setClause(null)
      setTo("one")
      const sent = answered === 0 ? t("askedOn") : t("sentSimilar", { count: answered })
      toast.done(version !== null ? t("sentVersion", { version }) : sent)
      onDone()
      await refresh("question", "guideline")
    },
  )
  const end = useAct(
    () => api.question.resolve.mutate({ project, threadId }),
    async () => {
      onDone()
      await refresh("question")
    },
  )
  const submit = () => ready && send.mutate(undefined)
  return (
    <Form
      className={measures.above12}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        submit()
      }}
    >
      <Textarea
        aria-label={t("answer")}
        placeholder={t("answerHint")}
        autosize
        minRows={3}
        maxLength={4_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {one.similar > 0 && (
        <div className={`inline ${measures.above8} ${measures.gap8}`}>
          <span className="dim sm">{t("goesTo")}</span>
          <Seg
            label={t("goesTo")}
            value={to}
            options={[
              { value: "one", name: one.row.who || t(`role.${one.row.role}`) },
              { value: "similar", name: t("toSimilar", { count: one.similar + 1 }) },
            ]}
            onChange={setTo}
          />
        </div>
      )}
      {one.canWriteClause && one.row.kind === "question" && (
        <div className={css.clauseBox}>
          <Checkbox
            label={t("makeClause")}
            checked={clause !== null}
            onChange={(event) => setClause(event.currentTarget.checked ? emptyClause(one) : null)}
          />
          {clause && <ClauseFields one={one} clause={clause} onChange={setClause} />}
          {clause && <Touched project={project} one={one} isToSimilar={isToSimilar} />}
        </div>
      )}
      <div className={`bar ${measures.above12}`}>
        <Button type="submit" look="primary" hint="Ctrl ⏎" disabled={!ready || send.isPending}>
          {clause ? t("answerVersion", { version: one.guidelineVersion + 1 }) : t("send")}
        </Button>
        {state === "open" && (
          <Button look="quiet" disabled={end.isPending} onClick={() => end.mutate(undefined)}>
            {t("end")}
          </Button>
        )}
      </div>
    </Form>
  )
}
