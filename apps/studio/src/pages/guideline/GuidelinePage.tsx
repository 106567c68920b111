import { clauseNumbersTwice, clausesOf } from "@justesse/types/guideline"
import type { GuidelineShown } from "@justesse/types/wire/project"
import { Textarea, TextInput } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { z } from "zod"
import { api, refresh, trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { Markdown } from "../../markdown/Markdown.tsx"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Button } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Lead, Note } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useFirstField, useOpener } from "../../ui/useFocus.ts"
import { useWords } from "../../ui/useWords.ts"
import { useDrop } from "../../uploads/useDrop.ts"
import { useSending } from "../account/useSending.ts"
import { GuidelineVersions } from "./GuidelineVersions.tsx"
import { sendPicture } from "./sendPicture.ts"

type Shown = z.infer<typeof GuidelineShown>

/** The guideline: read by all members, written by owners; clauses have numbers that never move. */
export function GuidelinePage() {
  const t = useT("guideline")
  const project = useProjectSlug()
  const [words] = useWords()
  const version = words.version ? Number(words.version) : null
  const query = useQuery(trpc.guideline.get.queryOptions({ project, version }))
  usePageName(t("title"))
  return (
    <div className="content">
      {
        <Loaded query={query}>
          {(shown) => (
            <GuidelineBody
              key={version}
              project={project}
              shown={shown}
              older={version !== null && shown.versions[0]?.version !== version}
            />
          )}
        </Loaded>
      }
    </div>
  )
}

function GuidelineBody({
  project,
  shown,
  older,
}: {
  readonly project: string
  readonly shown: Shown
  readonly older: boolean
}) {
  const t = useT("guideline")
  const [writing, setWriting] = useState(false)
  const opener = useOpener(writing)
  const clauses = clausesOf(shown.markdown).length
  return (
    <>
      <Head title={t("title")} beside={<span className="tag">{t("version", { version: shown.version })}</span>}>
        {shown.canEdit && !writing && !older && (
          <Button ref={opener} look="primary" onClick={() => setWriting(true)}>
            {t(shown.markdown === "" ? "write" : "change")}
          </Button>
        )}
      </Head>
      <Lead>
        <Rich
          t={t}
          k={shown.markdown === "" ? "leadEmpty" : older ? "leadOlder" : "lead"}
          values={{ count: clauses, version: shown.version }}
        />
      </Lead>
      {writing ? (
        <Editor project={project} shown={shown} onClose={() => setWriting(false)} />
      ) : (
        <div style={{ marginTop: 16 }}>{<Markdown text={shown.markdown} pictures={shown.pictures} />}</div>
      )}
      <GuidelineVersions project={project} shown={shown} />
    </>
  )
}

function Editor({
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
  const [text, setText] = useState(shown.markdown)
  const [note, setNote] = useState("")
  const [sent, setSent] = useState<Shown["pictures"]>({})
  const pictures = { ...shown.pictures, ...sent }
  const twice = clauseNumbersTwice(text)
  const sending = useSending(
    () => api.guideline.save.mutate({ project, baseVersion: shown.version, markdown: text, note }),
    ({ version }) => {
      toast.done(t("savedAs", { version }))
      void refresh("guideline", "project")
      onClose()
    },
    // What somebody else saved meanwhile is there to compare, and what was written here stays.
    () => refresh("guideline"),
  )
  const behind = shown.version !== opened.version
  const insert = (words: string) => {
    const at = field.current?.selectionStart ?? text.length
    setText((before) => `${before.slice(0, at)}${words}${before.slice(at)}`)
  }
  const drop = useDrop((files) => {
    for (const { file } of files) {
      sendPicture(project, file).then(({ sha256, address }) => {
        setSent((before) => ({ ...before, [sha256]: address }))
        insert(`\n![${file.name.replace(/\.\w+$/, "")}](blob:${sha256})\n`)
      }, toast.wrong)
    }
  })
  return (
    <div style={{ marginTop: 16 }}>
      <div className="two">
        <div className={drop.over ? "dropping" : ""} {...drop.handlers}>
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
            <div style={{ marginTop: 12 }}>
              <Note need>{t("twice", { numbers: twice.join(", ") })}</Note>
            </div>
          )}
          <div className="inline" style={{ marginTop: 12 }}>
            <Button
              look="primary"
              disabled={sending.busy || twice.length > 0 || text === shown.markdown}
              onClick={() => void sending.send()}
            >
              {t("save")}
            </Button>
            <Button look="quiet" onClick={onClose}>
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
