import { useState } from "react"
import { useT } from "../../../i18n/useT.ts"
import { useToast } from "../../../ui/toast.tsx"
import type { NamedFile } from "../../../uploads/named.ts"
import { sendFiles } from "../../../uploads/store.ts"
import type { DraftWork } from "../useDraft.ts"
import { findMisfit } from "./fitting.ts"

/** Files on their way into the project: sent at once where they fit its kind, else kept until a tile is chosen for them. */
export interface Taking {
  readonly take: (files: readonly NamedFile[]) => void
  /** Files that wait, since the kind that is chosen takes none of them. */
  readonly waiting: readonly NamedFile[]
  readonly send: () => void
  readonly drop: () => void
}

/** See {@link Taking}. */
export function useTaking(work: DraftWork): Taking {
  const t = useT("wizard")
  const toast = useToast()
  const [waiting, setWaiting] = useState<readonly NamedFile[]>([])
  const send = (files: readonly NamedFile[]) => {
    setWaiting([])
    if (work.draft.name.trim() === "") work.change({ name: t("start.unnamed") })
    work.ensure().then((project) => sendFiles(project, files, "ask"), toast.wrong)
  }
  const take = (files: readonly NamedFile[]) => {
    const all = files.map(({ file }) => file)
    if (findMisfit(work.draft.kind, all) === null) send(files)
    else setWaiting(files)
  }
  return { take, waiting, send: () => send(waiting), drop: () => setWaiting([]) }
}
