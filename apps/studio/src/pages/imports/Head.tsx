import { type ImportRow, MAX_IMPORT_NAME } from "@justesse/types/wire/imports"
import { TextInput } from "@mantine/core"
import { linkOptions } from "@tanstack/react-router"
import { type ReactNode, useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { Crumbs, Head } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useFirstField, useOpener } from "../../ui/useFocus.ts"
import css from "./page.module.css"
import { StateTag } from "./StateTag.tsx"

interface Props {
  readonly project: string
  readonly row: ImportRow
  /** Its format and the like, beside the name. */
  readonly tag: ReactNode
  /** Its acts. */
  readonly children: ReactNode
}

/** The name of an import, which its owner may change, with its state and its acts. */
export function ImportHead({ project, row, tag, children }: Props) {
  const t = useT("imports")
  const format = useFormat()
  const [naming, setNaming] = useState(false)
  const opener = useOpener(naming)
  return (
    <>
      <Crumbs
        items={linkOptions([{ to: "/p/$project/imports", params: { project }, children: t("title") }])}
        here={format.dateTime(row.startedAtMs)}
      />
      <Head
        title={row.name}
        beside={
          <span className="inline">
            {tag}
            <StateTag state={row.state} />
            {!naming && (
              <Button small look="quiet" ref={opener} onClick={() => setNaming(true)}>
                {t("rename")}
              </Button>
            )}
          </span>
        }
      >
        {children}
      </Head>
      {naming && <NameForm project={project} row={row} onEnd={() => setNaming(false)} />}
    </>
  )
}

function NameForm({ project, row, onEnd }: Pick<Props, "project" | "row"> & { readonly onEnd: () => void }) {
  const t = useT("imports")
  const [name, setName] = useState(row.name)
  const field = useFirstField<HTMLInputElement>()
  const save = useAct(
    (next: string) => api.imports.rename.mutate({ project, id: row.id, name: next }),
    async () => {
      await refresh("imports", "activity")
      onEnd()
    },
  )
  return (
    <Form
      className={`inline ${measures.above8}`}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(name.trim())
      }}
    >
      <TextInput
        aria-label={t("name")}
        ref={field}
        maxLength={MAX_IMPORT_NAME}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && onEnd()}
        className={css.name}
        value={name}
      />
      <Button disabled={save.isPending || name.trim() === ""} look="primary" type="submit">
        {t("common:save")}
      </Button>
      <Button onClick={onEnd}>{t("common:cancel")}</Button>
    </Form>
  )
}
