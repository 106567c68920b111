import { aboutRegion } from "@justesse/editor/workspace/deciding"
import { type Disagreement, MessageId, ThreadId, toSpotRegion } from "@justesse/types"
import { useEffect, useRef, useState } from "react"
import { api, refresh } from "../../../api.ts"
import { randomUuid } from "../../../browser/uuid.ts"
import { useSentence } from "../../../failures/useSentence.ts"
import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { Form } from "../../../ui/Form.tsx"
import { useWritten } from "../../../ui/useWritten.ts"
import frame from "../../parts/frame.module.css"
import { namedKind } from "../model/namedKind.ts"
import type { CommandContext } from "../runCommand.ts"
import styles from "../screen.module.css"
import { useReviewState, useUiState } from "../ui.ts"

interface Props {
  readonly context: CommandContext
  readonly difference: Disagreement
}

/** A note to the owners about the difference that is looked at, with its place; the difference stays open. */
export function AskPanel({ context: { store, ui, focusPicture }, difference: disagreement }: Props) {
  const t = useT("review")
  const sentence = useSentence()
  const task = useReviewState((state) => state.task?.task)
  const ontology = useReviewState((state) => state.task?.ontology)
  const known = useUiState((state) => state.asking)
  const asking = known?.task === task && known?.difference === disagreement.id ? known : null
  const [text, keepText] = useWritten(`raise.${store.project}.${task ?? 0}.${disagreement.id}`)
  const [failure, setFailure] = useState<unknown>(null)
  const sending = useRef(false)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  const write = (text: string) => {
    if (task === undefined) return
    const ids = asking?.ids ?? { threadId: ThreadId.parse(randomUuid()), messageId: MessageId.parse(randomUuid()) }
    keepText(text)
    ui.setState({ asking: { task, difference: disagreement.id, ids } })
  }
  const region = aboutRegion(disagreement)
  const close = () => {
    ui.setState({ panel: null })
    focusPicture()
  }
  const send = async () => {
    if (text.trim() === "" || task === undefined || sending.current) return
    sending.current = true
    const ids = asking?.ids ?? { threadId: ThreadId.parse(randomUuid()), messageId: MessageId.parse(randomUuid()) }
    // Sent again after a failure it is the same question.
    ui.setState({ asking: { task, difference: disagreement.id, ids } })
    try {
      const spot = { point: null, region: region && toSpotRegion(region), place: disagreement.place }
      await api.question.raise.mutate({
        project: store.project,
        ...ids,
        kind: "question",
        task,
        asset: null,
        spot,
        text,
      })
      store.report({ key: "notice.asked" })
      ui.setState({ asking: null })
      keepText("")
      close()
      await refresh("question")
    } catch (error) {
      setFailure(error)
    } finally {
      sending.current = false
    }
  }
  return (
    <Form
      aria-label={t("ask.title")}
      className={styles.reasons}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <div className={frame.head}>
        <b>{t("ask.title")}</b>
        <button type="button" className={`${frame.tiny} ${frame.outRight}`} onClick={close}>
          {t("reason.close")} <Cap of="escape" />
        </button>
      </div>
      <p className={styles.small}>
        {t("ask.about", {
          what: t(`kindLong.${ontology ? namedKind(disagreement.kind, ontology) : disagreement.kind}`),
        })}
      </p>
      <textarea
        aria-label={t("ask.words")}
        className={styles.words}
        maxLength={4_000}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.repeat) return
          event.preventDefault()
          void send()
        }}
        placeholder={t("ask.words")}
        ref={field}
        rows={3}
        value={text}
      />
      {failure !== null && (
        <p className={styles.small} role="alert">
          {sentence(failure)}
        </p>
      )}
      <button type="submit" className={`${frame.plainBtn} ${styles.wide}`} disabled={text.trim() === ""}>
        {t("ask.send")} <kbd aria-hidden="true">⏎</kbd>
      </button>
      <p className={styles.small}>{t("ask.text")}</p>
    </Form>
  )
}
