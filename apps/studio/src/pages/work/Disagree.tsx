import { type AssignmentId, type DecisionReason, type Region, type SentBack, toSpotRegion } from "@justesse/types"
import { Textarea } from "@mantine/core"
import { useRef, useState } from "react"
import { api, refresh } from "../../api.ts"
import { randomUuid } from "../../browser/uuid.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useWritten } from "../../ui/useWritten.ts"

interface Props {
  readonly assignmentId: AssignmentId
  /** The region that the decision is about; null where there is none of mine. */
  readonly region: Region | null
  readonly reason: DecisionReason | null
  /** What the button says, where it is not that I disagree. */
  readonly name?: string
}

/** The reason for which an answer was sent back, without its place. */
export function reasonOf({ code, clause, note }: SentBack): DecisionReason {
  return { code, clause, note }
}

/** Writes to the reviewer that I do not agree, and why; nobody's time or pay moves. */
export function Disagree({ assignmentId, region, reason, name }: Props) {
  const t = useT("history")
  const toast = useToast()
  const [text, setText] = useWritten(`disagree.${assignmentId}`)
  const [isOpen, setOpen] = useState(text !== "")
  const close = () => {
    setText("")
    setOpen(false)
  }
  // Made once for what is written here: sent again after a failure, it is the same message.
  const ids = useRef({ threadId: randomUuid(), messageId: randomUuid() })
  const send = useAct(
    (written: string) =>
      api.question.disagree.mutate({
        ...ids.current,
        assignmentId,
        text: written,
        regionId: region?.id ?? null,
        spot: { point: null, region: region && toSpotRegion(region), place: null },
        reason,
      }),
    async () => {
      ids.current = { threadId: randomUuid(), messageId: randomUuid() }
      close()
      toast.done(t("one.disagreeSent"))
      await refresh("question")
    },
  )
  if (!isOpen) {
    return (
      <Button look="quiet" onClick={() => setOpen(true)}>
        {name ?? t("one.disagree")}
      </Button>
    )
  }
  return (
    <Form
      className={`${measures.filling} ${measures.above8}`}
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== "") send.mutate(text)
      }}
    >
      <Textarea
        ref={(field) => void (field && text === "" && field.focus())}
        aria-label={t("one.disagreeWhy")}
        placeholder={t("one.disagreeWhy")}
        autosize
        minRows={2}
        maxLength={4_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={`bar ${measures.above8}`}>
        <Button type="submit" look="primary" disabled={text.trim() === "" || send.isPending}>
          {t("one.disagreeSend")}
        </Button>
        <Button look="quiet" onClick={close}>
          {t("common:cancel")}
        </Button>
      </div>
    </Form>
  )
}
