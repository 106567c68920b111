import { Textarea } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useRoles } from "../../shell/useMe.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useFirstField, useOpener } from "../../ui/useFocus.ts"
import { useChanged } from "../../ui/useWritten.ts"

interface Props {
  readonly project: string
  readonly version: number
  readonly note: string
}

/** What a version is for, in its owner's words. It stands beside what is sealed, so it may change; who did is in the activity. */
export function VersionNote({ project, version, note }: Props) {
  const t = useT("versions")
  const owner = useRoles(project).includes("owner")
  const [writing, setWriting] = useState(false)
  const opener = useOpener(writing)
  if (writing) return <NoteForm project={project} version={version} note={note} onEnd={() => setWriting(false)} />
  return (
    <p className="sub">
      {note}{" "}
      {owner && (
        <Button small look="quiet" ref={opener} onClick={() => setWriting(true)}>
          {t(note === "" ? "addNote" : "changeNote")}
        </Button>
      )}
    </p>
  )
}

function NoteForm({ project, version, note, onEnd }: Props & { readonly onEnd: () => void }) {
  const t = useT("versions")
  const [text, setText, forget] = useChanged(`versionNote.${project}.${version}`, note)
  const field = useFirstField<HTMLTextAreaElement>()
  const save = useAct(
    (next: string) => api.dataset.note.mutate({ project, version, note: next }),
    async () => {
      forget()
      await refresh("dataset", "activity")
      onEnd()
    },
  )
  const cancel = () => {
    forget()
    onEnd()
  }
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(text.trim())
      }}
      className={`${measures.above12} ${measures.upTo640}`}
    >
      <Textarea
        autosize
        ref={field}
        label={t("note")}
        description={t("noteBeside")}
        maxLength={1_000}
        minRows={2}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") cancel()
        }}
        value={text}
      />
      <div className={`inline ${measures.above8}`}>
        <Button disabled={save.isPending || text.trim() === note} look="primary" type="submit">
          {t("common:save")}
        </Button>
        <Button onClick={cancel}>{t("common:cancel")}</Button>
      </div>
    </Form>
  )
}
