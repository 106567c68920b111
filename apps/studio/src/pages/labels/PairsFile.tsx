import type { PairsAdded } from "@justesse/types/kinds/order"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Note } from "../../ui/layout.tsx"
import { useToast } from "../../ui/toast.tsx"
import { ChooseFiles } from "../../uploads/ChooseFiles.tsx"
import type { NamedFile } from "../../uploads/named.ts"

/** Brings the pairs of files in: two names of pictures a line. What names none is told with its line, and the rest goes in. */
export function PairsFile({ project }: { readonly project: string }) {
  const t = useT("wizard")
  const toast = useToast()
  const [lost, setLost] = useState<PairsAdded | null>(null)
  const take = async (files: readonly NamedFile[]) => {
    setLost(null)
    for (const { file } of files) {
      const added = await api.imports.pairs.mutate({ project, text: await file.text(), file: file.name })
      toast.done(t("pairs.added", { count: added.pairs }))
      // What one file lost is told, whatever the others bring.
      setLost((before) => (before ? { ...before, lost: before.lost + added.lost } : added.lost > 0 ? added : null))
    }
    await refresh("project", "imports")
  }
  const first = lost?.report[0]
  return (
    <div className={measures.above8}>
      <ChooseFiles
        icon="upload"
        name={t("pairs.choose")}
        onFiles={(files) => void take(files).catch(toast.wrong)}
        small
      />
      {lost && first && (
        <Note need>
          {t("pairs.lost", { count: lost.lost, line: first.line ?? 1, found: first.found ?? first.file })}
        </Note>
      )}
    </div>
  )
}
