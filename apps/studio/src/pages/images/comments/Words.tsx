import { Textarea } from "@mantine/core"
import { useRef, useState } from "react"
import { useT } from "../../../i18n/useT.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Form } from "../../../ui/Form.tsx"

interface WordsProps {
  readonly act: string
  readonly canName: readonly string[]
  readonly isBusy: boolean
  readonly onWritten: (text: string) => void
}

/** A field for words, with the people who are told when they are named; Ctrl and Enter send it. */
export function Words({ act, canName, isBusy, onWritten }: WordsProps) {
  const t = useT("images")
  const [text, setText] = useState("")
  const field = useRef<HTMLTextAreaElement>(null)
  const send = () => text.trim() !== "" && onWritten(text)
  const tell = (name: string) => {
    setText((before) => `${before}${before === "" || before.endsWith(" ") ? "" : " "}@${name} `)
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
