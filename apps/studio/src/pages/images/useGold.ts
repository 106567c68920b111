import type { AssetId } from "@justesse/types"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"

/** Makes the kept answers of pictures known ones; those without a settled answer are left out and counted. */
export function useGold(project: string, after: () => void) {
  const t = useT("images")
  const toast = useToast()
  return useAct(
    ({ assets, as }: { assets: AssetId[]; as: "active" | "try_out" }) =>
      api.gold.make.mutate({ project, assets: assets.slice(0, 1_000), as, answer: null }),
    ({ made, skipped }, { assets }) => {
      after()
      void refresh("gold", "asset")
      const left = skipped > 0 && made > 0 ? ` ${t("goldSkipped", { count: skipped })}` : ""
      const back = () => api.gold.change.mutate({ project, assets, to: "none" }).then(() => refresh("gold", "asset"))
      toast.done(`${t("goldMade", { count: made })}${left}`, made > 0 ? back : undefined)
    },
  )
}
