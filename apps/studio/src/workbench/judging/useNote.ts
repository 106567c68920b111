import { DecisionReason } from "@justesse/types"
import { useT } from "../../i18n/useT.ts"

/** What somebody wrote with an answer that went back; where they wrote nothing, the reason that they chose, in words. */
export function useNote(): (note: string) => string {
  const t = useT("review")
  const { options } = DecisionReason.shape.code
  return (note) => (options.some((code) => code === note) ? t(`reason.${note}`) : note)
}
