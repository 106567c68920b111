import { TextInput } from "@mantine/core"
import { useNavigate } from "@tanstack/react-router"
import { useState } from "react"
import { api } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { Button, linkTo } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"

/** A folder of the computer that serves, whose pictures stay where they are; for operators. */
export function LinkFolder({ project }: { readonly project: string }) {
  const t = useT("imports")
  const navigate = useNavigate()
  const [folder, setFolder] = useState("")
  const look = useAct(
    () => api.imports.link.mutate({ project, folder: folder.trim(), format: "auto", origin: 0 }),
    ({ id }) => void navigate(linkTo({ to: `/p/${project}/imports/${id}` })),
  )
  return (
    <div style={{ marginTop: 24 }}>
      <Section title={t("link.title")}>
        <p className="dim sm">{t("link.text")}</p>
        <form
          className="inline"
          style={{ marginTop: 8, flexWrap: "nowrap" }}
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
            style={{ flex: 1 }}
          />
          <Button type="submit" disabled={folder.trim() === "" || look.isPending}>
            {t("link.go")}
          </Button>
        </form>
      </Section>
    </div>
  )
}
