import { TextInput } from "@mantine/core"
import { useState } from "react"
import { api } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { Section } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useGo } from "../../ui/useGo.ts"

/** A folder of the computer that serves, whose pictures stay where they are; for operators. */
export function LinkFolder({ project }: { readonly project: string }) {
  const t = useT("imports")
  const go = useGo()
  const [folder, setFolder] = useState("")
  const look = useAct(
    () => api.imports.link.mutate({ project, folder: folder.trim(), format: "auto", origin: 0 }),
    ({ id }) => go({ to: "/p/$project/imports/$import", params: { project, import: String(id) } }),
  )
  return (
    <div className={measures.above24}>
      <Section title={t("link.title")}>
        <p className="dim sm">{t("link.text")}</p>
        <Form
          className={`inline ${measures.above8} ${measures.oneLine}`}
          onSubmit={(event) => {
            event.preventDefault()
            look.mutate(undefined)
          }}
        >
          <TextInput
            aria-label={t("link.field")}
            placeholder="/data/photos"
            value={folder}
            onChange={(event) => setFolder(event.currentTarget.value)}
            className={measures.filling}
          />
          <Button type="submit" disabled={folder.trim() === "" || look.isPending}>
            {t("link.go")}
          </Button>
        </Form>
      </Section>
    </div>
  )
}
