import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { Button } from "../../ui/Button.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useGo } from "../../ui/useGo.ts"
import { MissingDialog } from "./MissingDialog.tsx"
import type { MissingWord } from "./missing.ts"
import type { DraftWork } from "./useDraft.ts"

/** Try it alone, or open it; opening lists what is missing instead of being greyed. */
export function OpenActs({ work }: { readonly work: DraftWork }) {
  const t = useT("wizard")
  const go = useGo()
  const [missing, setMissing] = useState<readonly MissingWord[] | null>(null)
  const open = useAct(async () => {
    if (work.draft.name.trim() === "") return setMissing(["name"])
    const project = await work.ensure()
    const { missing: lacking } = await api.project.draft.query({ project })
    // A sentence that is refused alone goes to an operator, who is asked by opening.
    if (lacking.some((one) => one !== "refused")) return setMissing(lacking)
    await api.project.open.mutate({ project })
    await refresh("project", "account")
    go({ to: "/p/$project", params: { project } })
  })
  const alone = useAct(async () => {
    if (work.draft.name.trim() === "") work.change({ name: t("start.unnamed") })
    const project = await work.ensure()
    go({ to: "/label/$project/{-$assignment}", params: { project } })
  })
  return (
    <>
      <Button onClick={() => alone.mutate(undefined)} disabled={alone.isPending}>
        {t("alone")}
      </Button>
      <Button look="primary" onClick={() => open.mutate(undefined)} disabled={open.isPending}>
        {t("open")}
      </Button>
      {missing && <MissingDialog work={work} missing={missing} onClose={() => setMissing(null)} />}
    </>
  )
}
