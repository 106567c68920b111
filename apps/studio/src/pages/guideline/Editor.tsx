import { clauseNumbersTwice, EXAMPLE_MARKS } from "@justesse/types/guideline"
import type { GuidelineShown } from "@justesse/types/wire/project"
import { Textarea, TextInput } from "@mantine/core"
import { useEffect, useState } from "react"
import type { z } from "zod"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { Markdown } from "../../prose/Markdown.tsx"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Note } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useFirstField } from "../../ui/useFocus.ts"
import { useChanged, useWritten } from "../../ui/useWritten.ts"
import type { NamedFile } from "../../uploads/named.ts"
import { useDrop } from "../../uploads/useDrop.ts"
import { useSending } from "../account/useSending.ts"
import { sendPicture } from "./sendPicture.ts"
import { chosenIn, WritingBar, writeInto } from "./WritingBar.tsx"
import { altOf, asPicture } from "./writing.ts"

type Shown = z.infer<typeof GuidelineShown>

/** The offset in a field's text that lies under a point of the window, where the browser can tell. */
function caretAt(field: HTMLTextAreaElement, x: number, y: number): number | undefined {
  const at = "caretPositionFromPoint" in document ? document.caretPositionFromPoint(x, y) : null
  return at?.offsetNode === field ? at.offset : undefined
}

/** Writes the next version of a guideline, with what it will look like beside it. */
export function Editor({
  project,
  shown,
  onClose,
}: {
  readonly project: string
  readonly shown: Shown
  readonly onClose: () => void
}) {
  const t = useT("guideline")
  const toast = useToast()
  const field = useFirstField<HTMLTextAreaElement>()
  const [opened] = useState(shown)
  const about = `${project}.${opened.version}`
  const [text, setText, forgetText] = useChanged(`guideline.${about}`, opened.markdown)
  const [note, setNote] = useWritten(`guidelineNote.${about}`)
  const forget = () => {
    forgetText()
    setNote("")
  }
  const [sent, setSent] = useState<Shown["pictures"]>({})
  const pictures = { ...shown.pictures, ...sent }
  const twice = clauseNumbersTwice(text)
  const sending = useSending(
    () => api.guideline.save.mutate({ project, baseVersion: shown.version, markdown: text, note }),
    ({ version }) => {
      toast.done(t("savedAs", { version }))
      void refresh("guideline", "project")
      forget()
      onClose()
    },
    // What somebody else saved meanwhile is there to compare, and what was written here stays.
    () => refresh("guideline"),
  )
  const behind = shown.version !== opened.version
  // Whoever has not put the caret anywhere writes on at the end.
  useEffect(() => field.current?.setSelectionRange(field.current.value.length, field.current.value.length), [field])
  const insert = (files: readonly NamedFile[], at?: number, example?: "good" | "bad") => {
    const mark = example && EXAMPLE_MARKS[example]
    const hint = t(example ? `bar.${example}Hint` : "picture")
    if (at !== undefined) field.current?.setSelectionRange(at, at)
    for (const { file } of files) {
      sendPicture(project, file).then(({ sha256, address }) => {
        setSent((before) => ({ ...before, [sha256]: address }))
        if (!field.current) return
        writeInto(field.current, asPicture(chosenIn(field.current), altOf(file.name) || hint, sha256, mark))
      }, toast.wrong)
    }
  }
  const drop = useDrop((files, { x, y }) => insert(files, field.current ? caretAt(field.current, x, y) : undefined))
  return (
    <div className={measures.above16}>
      <div className="two">
        <div className={drop.over ? "dropping" : ""} {...drop.handlers}>
          <WritingBar field={field} onPictures={(files, example) => insert(files, undefined, example)} />
          <Textarea
            ref={field}
            label={t("text")}
            description={t("textHint")}
            autosize
            minRows={18}
            maxRows={32}
            maxLength={200_000}
            spellCheck
            styles={{ input: { fontFamily: "var(--mono)", fontSize: 13 } }}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <TextInput
            label={t("note")}
            placeholder={t("noteHint")}
            maxLength={400}
            mt={12}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {twice.length > 0 && (
            <div className={measures.above12}>
              <Note need>{t("twice", { numbers: twice.join(", ") })}</Note>
            </div>
          )}
          <div className={`inline ${measures.above12}`}>
            <Button
              look="primary"
              disabled={sending.busy || twice.length > 0 || text === shown.markdown}
              onClick={() => void sending.send()}
            >
              {t("save")}
            </Button>
            <Button
              look="quiet"
              onClick={() => {
                forget()
                onClose()
              }}
            >
              {t("common:cancel")}
            </Button>
          </div>
          {behind ? <Note need>{t("failures:versionChanged")}</Note> : <Wrong error={sending.error} />}
        </div>
        <section aria-label={t("preview")}>
          <p className="dim sm">{t("preview")}</p>
          <Markdown text={text} pictures={pictures} />
        </section>
      </div>
    </div>
  )
}
