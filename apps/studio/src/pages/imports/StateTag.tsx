import type { ImportRow } from "@justesse/types/wire/imports"
import { useT } from "../../i18n/useT.ts"
import { Tag } from "../../ui/layout.tsx"

const TONES = {
  failed: "loss",
  done: "good",
  running: "acc",
  looking: "acc",
  waiting: "need",
  undoing: "acc",
} as const

/** The state of an import, shown by a name and a tone. */
export function StateTag({ state }: { readonly state: ImportRow["state"] }) {
  const t = useT("imports")
  const tone = state === "cancelled" || state === "undone" ? undefined : TONES[state]
  return <Tag {...(tone && { tone })}>{t(`state.${state}`)}</Tag>
}
