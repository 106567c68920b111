import type { OmbudThread } from "@justesse/types/wire/ombud"
import { Textarea } from "@mantine/core"
import { useRef } from "react"
import { randomUuid } from "../../browser/uuid.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useWritten } from "../../ui/useWritten.ts"
import css from "./page.module.css"

/** What was written so far, by whom as roles. */
export function OmbudMessages({ messages }: Pick<OmbudThread, "messages">) {
  const t = useT("ombud")
  const format = useFormat()
  return (
    <ol className={css.messages}>
      {messages.map(({ fromOmbud, text, atMs }) => (
        <li key={`${atMs} ${text}`}>
          <b>{t(fromOmbud ? "fromOmbud" : "fromPerson")}</b> <span className="dim sm">{format.dateTime(atMs)}</span>
          <p className={css.text}>{text}</p>
        </li>
      ))}
    </ol>
  )
}

interface FormProps {
  /** What it is about: the case that is written on. */
  readonly about: string
  readonly label: string
  readonly act: string
  /** Sends a message under an id that stays the same until it arrived. */
  readonly onSend: (messageId: string, text: string) => Promise<unknown>
}

/** A few lines to the other side. */
export function OmbudForm({ about, label, act, onSend }: FormProps) {
  const [text, setText] = useWritten(`ombud.${about}`)
  const id = useRef(randomUuid())
  const send = useAct(
    (words: string) => onSend(id.current, words),
    () => {
      id.current = randomUuid()
      setText("")
    },
  )
  return (
    <>
      <Textarea
        label={label}
        autosize
        minRows={3}
        maxLength={4_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={measures.above8}>
        <Button disabled={send.isPending || text.trim() === ""} onClick={() => send.mutate(text.trim())}>
          {act}
        </Button>
      </div>
      <Wrong error={send.error} />
    </>
  )
}
