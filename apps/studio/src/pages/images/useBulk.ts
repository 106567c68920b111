import type { AssetAct, AssetFilter } from "@justesse/types/wire/asset"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { type Chosen, selectionOf } from "./selection.ts"

/** Acts on the chosen pictures; says how many were changed and what becomes of work in hand; one undo for the whole act. */
export function useBulk(project: string, after: () => void) {
  const t = useT("images")
  const toast = useToast()
  const back = async (undo: number) => {
    try {
      await api.asset.undo.mutate({ project, undo })
      await refresh("asset", "project")
      toast.done(t("common:undone"))
    } catch (thrown) {
      toast.wrong(thrown)
    }
  }
  return useAct(
    ({ chosen, filter, act }: { chosen: Chosen; filter: AssetFilter; act: AssetAct }) =>
      api.asset.act.mutate({ project, selection: selectionOf(chosen, filter), act }),
    ({ changed, inHand, undo }, { act }) => {
      after()
      void refresh("asset", "project")
      const done = t(`did.${act.act}`, { count: changed })
      toast.done(inHand > 0 ? `${done} ${t("inHand", { count: inHand })}` : done, () => back(undo))
    },
  )
}
