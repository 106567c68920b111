import { Select } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useMe } from "../../shell/useMe.ts"
import { Button } from "../../ui/Button.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useGo } from "../../ui/useGo.ts"

/** The settings of another project of whoever makes this one. */
export function CopyOf({ name }: { readonly name: string }) {
  const t = useT("wizard")
  const go = useGo()
  const mine = (useMe()?.projects ?? []).filter((card) => card.roles.includes("owner"))
  const [source, setSource] = useState<string | null>(null)
  const copy = useAct(
    (project: string) =>
      api.project.duplicate.mutate({
        project,
        name: name.trim() || t("start.copyName", { name: mine.find((card) => card.project === project)?.name ?? "" }),
      }),
    ({ project }) => {
      void refresh("project", "account")
      go({ to: "/projects/new", search: { project } })
    },
  )
  return (
    <div className="inline">
      <Select
        aria-label={t("start.copy")}
        placeholder={t("start.choose")}
        data={mine.map((card) => ({ value: card.project, label: card.name }))}
        value={source}
        onChange={setSource}
        w={280}
      />
      <Button onClick={() => source && copy.mutate(source)} disabled={source === null || copy.isPending}>
        {t("start.doCopy")}
      </Button>
    </div>
  )
}
