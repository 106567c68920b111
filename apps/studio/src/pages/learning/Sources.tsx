import type { LearnPage } from "@justesse/types/wire/learning"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"

/** By whose word my answers are measured, and how many by each. Nothing before any is. */
export function Sources({ page: { sources } }: { readonly page: LearnPage }) {
  const t = useT("learning")
  const by = (["gold", "decision", "mentor"] as const).filter((one) => sources[one] > 0)
  if (by.length === 0) return null
  const parts = by.map((one) => t(`sources.${one}`, { count: sources[one] })).join(" · ")
  return <p className={`dim sm ${measures.above8}`}>{t("sources.rests", { parts })}</p>
}
