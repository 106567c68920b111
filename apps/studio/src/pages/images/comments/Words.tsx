import { Textarea } from "@mantine/core"
import { useRef } from "react"
import { useT } from "../../../i18n/useT.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Form } from "../../../ui/Form.tsx"
import { useWritten } from "../../../ui/useWritten.ts"

interface WordsProps {
  /** Picture, or thread, that is written about. */
  readonly about: string
  readonly act: string
  readonly canName: readonly string[]
  readonly isBusy: boolean
  /** `sent` is called once the text has arrived: it is kept here until then. */
  readonly onWritten: (text: string, sent: () => void) => void
}

/** A field for words, with the people who are told when they are named; Ctrl and Enter send it. */
export function Words({ about, act, canName, isBusy, onWritten }: WordsProps) {
  const t = useT("images")
  const [text, setText] = useWritten(`comment.${about}`)
  const field = useRef<HTMLTextAreaElement>(null)
  const send = () => text.trim() !== "" && onWritten(text, () => setText(""))
  const tell = (name: string) => {
    setText(`${text}${text === "" || text.endsWith(" ") ? "" : " "}@${name} `)
    field.current?.focus()
  }
  return (
    <Form
      className={measures.above8}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        send()
      }}
    >
      <Textarea
        ref={field}
        aria-label={t("comments.write")}
        placeholder={t("comments.write")}
        autosize
        minRows={2}
        maxLength={4_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {canName.length > 0 && (
        <p className={`dim sm ${measures.above8}`}>
          {t("comments.name")}{" "}
          {canName.map((name) => (
            <button key={name} type="button" className="btn quiet sm" onClick={() => tell(name)}>
              @{name}
            </button>
          ))}
        </p>
      )}
      <div className={`bar ${measures.above8}`}>
        <Button type="submit" small hint="Ctrl ⏎" disabled={text.trim() === "" || isBusy}>
          {act}
        </Button>
      </div>
    </Form>
  )
}
